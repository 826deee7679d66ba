import { v7 as uuidv7 } from 'uuid'
import { findAccount } from '#modules/identity/accounts.server'
import { giveConsent, hasConsent } from '#modules/identity/consents.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { indexPerson } from './indexing.server.ts'
import { personKeys } from './keys.ts'
import { keepsContact, mayHaveEntry, mayKeepNetwork, mayReadNetwork } from './policy.ts'
import type { OwnEntryInput, PersonInput } from './schema.ts'

/**
 * The entry in the network of an account, made on first need from the account's name; nobody is shown by it. Null when the
 * account is gone. Asks no permission: part of the verbs that need it.
 */
export async function entryOf(ctx: Ctx, accountId: string): Promise<{ personId: string; locale: Locale } | null> {
	const account = await findAccount(ctx, accountId)
	if (!account) return null
	const locale = account.locale as Locale
	const known = await findEntry(ctx, accountId)
	if (known) return { personId: known.id, locale }
	const name = account.name || account.email.split('@')[0]!
	const made = await ctx.db
		.insertInto('person')
		.values({
			id: uuidv7(),
			accountId,
			name,
			...personKeys(name, account.latinName),
			status: 'listed',
			createdAt: ctx.now,
			createdBy: accountId,
			updatedAt: ctx.now
		})
		.onConflict((conflict) => conflict.constraint('person_account_unique').doNothing())
		.returning('id')
		.executeTakeFirst()
	return { personId: made?.id ?? (await findEntry(ctx, accountId))!.id, locale }
}

/** Somebody's entry, when they have one. Asks no permission. */
export const findEntry = (ctx: Ctx, accountId: string) =>
	ctx.db.selectFrom('person').select('id').where('accountId', '=', accountId).executeTakeFirst()

/** The actor's own entry, made on first need. Returns its id. 404 for an account that is gone. */
export async function ownEntry(ctx: Ctx): Promise<string> {
	authorize(ctx.actor !== null)
	return (await entryOf(ctx, ctx.actor.accountId))?.personId ?? notFound()
}

/** The memberships of a person, standing ones first. */
const membershipsOf = (ctx: Ctx, personId: string) =>
	ctx.db
		.selectFrom('membership')
		.innerJoin('organisation', 'organisation.id', 'membership.organisationId')
		.select(['membership.id', 'membership.role', 'membership.function', 'membership.since', 'membership.until'])
		.select(['organisation.id as organisationId', 'organisation.name', 'organisation.status'])
		.where('membership.personId', '=', personId)
		.orderBy('membership.until', (order) => order.desc().nullsFirst())
		.orderBy('membership.since', (order) => order.desc().nullsLast())
		.orderBy('membership.id')
		.execute()

/** The actor's own entry as its form shows it; `entry` is null while there is none. `consents` says who may see it now. */
export async function getOwnEntry(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	const entry = await ctx.db
		.selectFrom('person')
		.select(['id', 'name', 'latin', 'country', 'territory', 'function', 'expertise', 'themes', 'languages', 'isExpert'])
		.select(['visibility', 'awayFrom', 'awayUntil', 'status', 'version'])
		.where('accountId', '=', accountId)
		.executeTakeFirst()
	return {
		entry: entry ?? null,
		memberships: entry ? await membershipsOf(ctx, entry.id) : [],
		consents: await hasConsent(ctx, accountId, 'directory'),
		can: { save: mayHaveEntry(ctx.actor) }
	}
}

const columnsOf = (input: OwnEntryInput) => ({
	name: input.name,
	...personKeys(input.name, input.latin),
	country: input.country,
	territory: input.territory,
	function: JSON.stringify(input.function),
	expertise: JSON.stringify(input.expertise),
	themes: input.themes,
	languages: input.languages,
	isExpert: input.isExpert,
	visibility: JSON.stringify(input.visibility),
	awayFrom: input.awayFrom,
	awayUntil: input.awayUntil
})

/**
 * The actor writes the own entry. Whoever wants to be shown as an expert agrees to the directory, here or before:
 * RuleBroken `error.network.consent` (field `consent`) otherwise. `version` is 0 while there is no entry; `error.stale`
 * when it has changed since it was read.
 */
export async function saveOwnEntry(ctx: Ctx, input: OwnEntryInput & { version: number; consent: boolean }) {
	authorize(mayHaveEntry(ctx.actor))
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const known = await ctx.db.selectFrom('person').select('id').where('accountId', '=', accountId).executeTakeFirst()
		if (!known && input.version > 0) throw new RuleBroken('error.stale')
		const personId = known?.id ?? (await ownEntry(ctx))
		const { version, status } = await ctx.db
			.selectFrom('person')
			.select(['version', 'status'])
			.where('id', '=', personId)
			.forUpdate()
			.executeTakeFirstOrThrow()
		if (status === 'merged') return notFound()
		if (known && version !== input.version) throw new RuleBroken('error.stale')
		if (input.isExpert && !(await hasConsent(ctx, accountId, 'directory'))) {
			if (!input.consent) throw new RuleBroken('error.network.consent', 'consent', {}, 422)
			await giveConsent(ctx, 'directory', '/workspace/profile')
		}
		await ctx.db
			.updateTable('person')
			.set({ ...columnsOf(input), version: version + 1, updatedAt: ctx.now })
			.where('id', '=', personId)
			.execute()
		await audit(ctx, 'person.corrected', `person:${personId}`)
		await indexPerson(ctx, personId)
	})
}

/** One person with their memberships, for the office. `account` says whether they sign in here; `consents`, who may see them. */
export async function getPerson(ctx: Ctx, personId: string) {
	authorize(mayReadNetwork(ctx.actor))
	const person = await ctx.db.selectFrom('person').selectAll().where('id', '=', personId).executeTakeFirst()
	if (!person) return notFound()
	const keep = keepsContact(ctx.actor, person)
	const { keys: _, sortKey: __, ...shown } = person
	const agrees = person.accountId ? await hasConsent(ctx, person.accountId, 'directory') : person.consentedOn !== null
	return {
		...shown,
		// An auditor checks what was done, and needs no address.
		email: keep ? person.email : null,
		phone: keep ? person.phone : null,
		memberships: await membershipsOf(ctx, personId),
		isShown: person.isExpert && person.status === 'listed' && agrees,
		can: {
			correct: keep && person.status !== 'merged',
			hide: keep && person.status === 'listed',
			show: keep && person.status === 'hidden'
		}
	}
}

const staffColumnsOf = (input: PersonInput) => ({
	...columnsOf(input),
	email: input.email,
	phone: input.phone,
	consentedOn: input.consentedOn
})

/** An expert without an account is shown from the day they agreed, which is not one to come. */
function checkConsent(ctx: Ctx, input: PersonInput, accountId: string | null) {
	if (input.isExpert && accountId === null && input.consentedOn === null)
		throw new RuleBroken('error.network.consented_on', 'consentedOn', {}, 422)
	if (input.consentedOn && input.consentedOn > ctx.now.toISOString().slice(0, 10))
		throw new RuleBroken('error.network.day_to_come', 'consentedOn', {}, 422)
}

/** The staff add somebody who has no account. Throws RuleBroken `error.network.consented_on` for an expert who has not agreed. */
export async function addPerson(ctx: Ctx, input: PersonInput): Promise<string> {
	authorize(mayKeepNetwork(ctx.actor))
	checkConsent(ctx, input, null)
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const id = uuidv7()
		await ctx.db
			.insertInto('person')
			.values({ id, ...staffColumnsOf(input), status: 'listed', createdAt: ctx.now, createdBy: accountId, updatedAt: ctx.now })
			.execute()
		await audit(ctx, 'person.added', `person:${id}`)
		await indexPerson(ctx, id)
		return id
	})
}

async function lockPerson(ctx: Ctx, personId: string) {
	const person = await ctx.db
		.selectFrom('person')
		.select(['id', 'accountId', 'status', 'version', 'services', 'reserved'])
		.where('id', '=', personId)
		.forUpdate()
		.executeTakeFirst()
	return person ?? notFound()
}

/** The staff correct an entry. Throws RuleBroken `error.stale` when it has changed since it was read. */
export async function correctPerson(ctx: Ctx, personId: string, input: PersonInput & { version: number }) {
	authorize(mayKeepNetwork(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { version, accountId, status, ...contact } = await lockPerson(ctx, personId)
		// Whoever does not read an address would save it away.
		authorize(keepsContact(ctx.actor, contact))
		if (status === 'merged') throw new RuleBroken('error.network.merged')
		if (version !== input.version) throw new RuleBroken('error.stale')
		checkConsent(ctx, input, accountId)
		await ctx.db
			.updateTable('person')
			.set({ ...staffColumnsOf(input), version: version + 1, updatedAt: ctx.now })
			.where('id', '=', personId)
			.execute()
		await audit(ctx, 'person.corrected', `person:${personId}`)
		await indexPerson(ctx, personId)
	})
}

/** Out of every list but the office's. Throws RuleBroken `error.network.status` when it is not listed. */
export const hidePerson = (ctx: Ctx, personId: string) => movePerson(ctx, personId, 'listed', 'hidden')
/** Back again. Throws RuleBroken `error.network.status` when it is not hidden. */
export const showPerson = (ctx: Ctx, personId: string) => movePerson(ctx, personId, 'hidden', 'listed')

async function movePerson(ctx: Ctx, personId: string, from: string, to: 'listed' | 'hidden') {
	authorize(mayKeepNetwork(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { status } = await lockPerson(ctx, personId)
		if (status !== from) throw new RuleBroken('error.network.status')
		await ctx.db.updateTable('person').set({ status: to, updatedAt: ctx.now }).where('id', '=', personId).execute()
		await audit(ctx, to === 'hidden' ? 'person.hidden' : 'person.shown', `person:${personId}`)
		await indexPerson(ctx, personId)
	})
}
