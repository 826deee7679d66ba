import { locales } from '#platform/i18n'
import { accountsAgreeing } from '#modules/identity/consents.server'
import { indexItem, indexItems, removeItem, type Source } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { writeDirectory } from './directory-rows.server.ts'
import { maySeeField, organisationFields, personFields } from './policy.ts'

const BATCH = 500

/** Addresses of the portal's pages, without the language. */
export const organisationPath = (id: string) => `/network/${id}`
export const expertPath = (id: string) => `/network/experts/${id}`

const organisations = (ctx: Ctx) =>
	ctx.db
		.selectFrom('organisation')
		.select(['id', 'name', 'latin', 'acronyms', 'otherNames', 'place', 'territory', 'country'])
		.select(['description', 'expertise', 'themes', 'visibility', 'verifiedAt'])
		.where('status', '=', 'listed')

type OrganisationRow = Awaited<ReturnType<ReturnType<typeof organisations>['execute']>>[number]

const joined = (...texts: (Localized | null)[]): Localized =>
	Object.fromEntries(
		locales.flatMap((locale) => {
			const words = texts.flatMap((text) => text?.[locale] ?? []).join('\n')
			return words ? [[locale, words]] : []
		})
	)

function organisationItem(row: OrganisationRow): Item {
	const shown = (field: 'description' | 'expertise') => maySeeField(organisationFields, row.visibility, field, 'public')
	return {
		kind: 'organisation',
		id: row.id,
		path: organisationPath(row.id),
		title: row.name,
		summary: shown('description') ? row.description : null,
		body: joined(shown('expertise') ? row.expertise : null, row.place ? { fr: row.place } : null),
		names: [...(row.latin ? [row.latin] : []), ...row.acronyms, ...row.otherNames],
		themes: row.themes,
		countries: [row.country],
		territories: row.territory ? [row.territory] : [],
		standing: row.verifiedAt ? 0.6 : 0.45
	}
}

/**
 * The people everybody may see: experts whose account agrees to the directory now or, without an account, who agreed on a
 * day the staff recorded. A withdrawn consent takes effect here at once.
 */
export const shownExperts = (ctx: Ctx) =>
	ctx.db
		.selectFrom('person')
		.where('person.isExpert', '=', true)
		.where('person.status', '=', 'listed')
		.where((eb) =>
			eb.or([
				eb('person.accountId', 'in', accountsAgreeing(ctx, 'directory')),
				eb.and([eb('person.accountId', 'is', null), eb('person.consentedOn', 'is not', null)])
			])
		)

const experts = (ctx: Ctx) =>
	shownExperts(ctx).select(['id', 'name', 'latin', 'function', 'expertise', 'themes', 'country', 'territory', 'visibility'])

type ExpertRow = Awaited<ReturnType<ReturnType<typeof experts>['execute']>>[number]

function expertItem(row: ExpertRow): Item {
	const shown = (field: 'function' | 'expertise' | 'themes' | 'territory') =>
		maySeeField(personFields, row.visibility, field, 'public')
	return {
		kind: 'expert',
		id: row.id,
		path: expertPath(row.id),
		title: /\p{Script=Cyrillic}/u.test(row.name) ? { bg: row.name } : { fr: row.name },
		summary: shown('function') ? row.function : null,
		body: shown('expertise') ? row.expertise : null,
		names: row.latin ? [row.latin] : [],
		themes: shown('themes') ? row.themes : [],
		countries: shown('territory') && row.country ? [row.country] : [],
		territories: shown('territory') && row.territory ? [row.territory] : [],
		standing: 0.5
	}
}

/**
 * Brings what the search and the directory hold of an organisation in line with its row: in the transaction that changes
 * it, as its last step, because others who write to the directory wait from then on.
 */
export async function indexOrganisation(ctx: Ctx, id: string): Promise<void> {
	const row = await organisations(ctx).where('id', '=', id).executeTakeFirst()
	if (row) await indexItem(ctx, organisationItem(row))
	else await removeItem(ctx, 'organisation', id)
	await writeDirectory(ctx, [id])
}

/** The same for many that are listed: thousands in seconds. */
export async function indexOrganisations(ctx: Ctx, ids: readonly string[]): Promise<void> {
	for (let at = 0; at < ids.length; at += BATCH) {
		const some = ids.slice(at, at + BATCH)
		const rows = await organisations(ctx)
			.where((eb) => eb('id', '=', eb.fn.any(eb.val(some))))
			.execute()
		await indexItems(ctx, rows.map(organisationItem))
	}
	await writeDirectory(ctx, ids)
}

/** The same for a person, who is in the search as an expert or not at all. */
export async function indexPerson(ctx: Ctx, id: string): Promise<void> {
	const row = await experts(ctx).where('person.id', '=', id).executeTakeFirst()
	if (row) await indexItem(ctx, expertItem(row))
	else await removeItem(ctx, 'expert', id)
}

/** The account agreed to the directory, or no longer does: its expert comes into the search or leaves it. */
export async function indexPersonOf(ctx: Ctx, accountId: string): Promise<void> {
	const person = await ctx.db.selectFrom('person').select('id').where('accountId', '=', accountId).executeTakeFirst()
	if (person) await indexPerson(ctx, person.id)
}

/** All that is listed, 500 at a time: organisations, then experts. */
export const networkSource: Source = {
	kinds: ['organisation', 'expert'],
	async list(ctx, after) {
		const [part, last] = (after ?? 'o:').split(':') as ['o' | 'e', string]
		if (part === 'o') {
			const rows = await organisations(ctx)
				.$if(last !== '', (query) => query.where('id', '>', last))
				.orderBy('id')
				.limit(BATCH)
				.forShare()
				.execute()
			return { items: rows.map(organisationItem), next: rows.length === BATCH ? `o:${rows.at(-1)!.id}` : 'e:' }
		}
		const rows = await experts(ctx)
			.$if(last !== '', (query) => query.where('person.id', '>', last))
			.orderBy('person.id')
			.limit(BATCH)
			.forShare('person')
			.execute()
		return { items: rows.map(expertItem), next: rows.length === BATCH ? `e:${rows.at(-1)!.id}` : null }
	}
}
