import { sql } from 'kysely'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import { own, type Answers } from '#engines/forms/values'
import { valueWords } from '#engines/forms/words'
import { needsFresh } from '#modules/identity/policy'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { pickText, translate, type Localized } from '#platform/i18n'
import type { XlsxCell } from '#platform/xlsx.server'
import { events, placeCategories, readEvent, refOfEvent } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { registrations } from './registration-rows.server.ts'
import { registrationStatuses, type RegistrationStatus } from './registration-workflow.ts'
import type { RegistrationFilters } from './registration-schema.ts'

const PAGE = 50
const BATCH = 500

/**
 * Who registered, 50 at a time in the order of arrival; `next` is the cursor of the following page. For the office; answers
 * to the second form only to who runs the event.
 */
export async function listRegistrations(
	ctx: Ctx,
	eventId: string,
	{ q, status }: RegistrationFilters = {},
	after: string | null = null
) {
	const event = await readEvent(ctx, eventId)
	const run = eventPolicy.run(ctx.actor, event)
	const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`
	const rows = await registrations(ctx)
		.where('eventId', '=', eventId)
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(q !== undefined, (query) =>
			query.where((eb) =>
				eb.or([
					eb('name', 'ilike', like),
					eb('organisation', 'ilike', like),
					eb('email', 'ilike', like),
					eb('reference', 'ilike', like)
				])
			)
		)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(registered_at, id) > (select registered_at, id from registration where id = ${after})`)
		)
		.orderBy('registeredAt')
		.orderBy('id')
		.limit(PAGE + 1)
		.execute()
	const shown = rows
		.slice(0, PAGE)
		.map(({ tokenDigest: _, secondAnswers, ...row }) => ({ ...row, secondAnswers: run ? secondAnswers : null }))
	return { registrations: shown, next: rows.length > PAGE ? shown.at(-1)!.id : null }
}

/** How many registrations stand in each status, and the categories with what is taken. For the office. */
export async function countRegistrations(ctx: Ctx, eventId: string) {
	await readEvent(ctx, eventId)
	const rows = await ctx.db
		.selectFrom('registration')
		.select(['status', ({ fn }) => fn.countAll<number>().as('count')])
		.where('eventId', '=', eventId)
		.groupBy('status')
		.execute()
	const counts = Object.fromEntries(registrationStatuses.map((status) => [status, 0])) as Record<RegistrationStatus, number>
	for (const { status, count } of rows) counts[status as RegistrationStatus] = count
	return { counts, categories: await placeCategories(ctx, eventId) }
}

/** The names of those who have a place and agreed to be listed, where the event shows them; by name, at most a thousand. */
export async function publicAttendees(ctx: Ctx, eventId: string): Promise<{ name: string; organisation: string }[]> {
	const event = await events(ctx).where('id', '=', eventId).where('publishedAt', 'is not', null).executeTakeFirst()
	if (!event) return notFound()
	if (!event.attendeesPublic) return []
	return ctx.db
		.selectFrom('registration')
		.select(['name', 'organisation'])
		.where('eventId', '=', eventId)
		.where('status', '=', 'accepted')
		.where('listed', '=', true)
		.orderBy('name')
		.orderBy('id')
		.limit(1000)
		.execute()
}

/**
 * Everybody who registered with their answers, a row each behind a row of titles, for a table. For who runs the event, freshly
 * authenticated; leaves an audit entry. Travel and stay are included until they are forgotten.
 */
export async function exportRegistrations(ctx: Ctx, eventId: string): Promise<AsyncGenerator<XlsxCell[]>> {
	const event = await readEvent(ctx, eventId)
	authorize(eventPolicy.run(ctx.actor, event))
	if (needsFresh(ctx.actor, ctx.now)) throw new RuleBroken('error.identity.needs_fresh')
	await audit(ctx, 'event.registrations-exported', refOfEvent(eventId))
	return cells(ctx, event)
}

async function* cells(
	ctx: Ctx,
	{ id, form, secondForm }: { id: string; form: FormDefinition | null; secondForm: FormDefinition | null }
): AsyncGenerator<XlsxCell[]> {
	const { locale } = ctx
	const fields = [form, secondForm].map((definition) => (definition ? allFields(definition) : []))
	const categories = new Map((await placeCategories(ctx, id)).map((category) => [category.id, pickText(category.title, locale)]))
	yield [
		...(
			[
				'registration.reference',
				'registration.name',
				'registration.email',
				'registration.organisation',
				'registration.function',
				'registration.category',
				'registration.status',
				'registration.rank',
				'registration.at',
				'registration.listed'
			] as const
		).map((key) => translate(locale, key)),
		...fields.flat().map(({ label }) => pickText(label as Localized, locale))
	]
	for (let after: string | null = null; ;) {
		const rows = await registrations(ctx)
			.where('eventId', '=', id)
			.$if(after !== null, (query) => query.where('id', '>', after!))
			.orderBy('id')
			.limit(BATCH)
			.execute()
		for (const row of rows) {
			const words = (at: 0 | 1, answers: Answers | null) =>
				fields[at]!.map((field) => valueWords(field, own(answers ?? {}, field.key), locale))
			yield [
				row.reference,
				row.name,
				row.email,
				row.organisation,
				row.function,
				categories.get(row.categoryId ?? '') ?? '',
				translate(locale, `registration.status.${row.status}`),
				row.rank,
				row.registeredAt,
				translate(locale, row.listed ? 'registration.yes' : 'registration.no'),
				...words(0, row.answers),
				...words(1, row.secondAnswers)
			]
		}
		if (rows.length < BATCH) return
		after = rows.at(-1)!.id
	}
}
