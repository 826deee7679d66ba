import { sql } from 'kysely'
import { ownServices } from '#modules/identity/policy'
import { peopleOf } from '#modules/network/memberships.server'
import { getOrganisation } from '#modules/network/organisations.server'
import { getPerson } from '#modules/network/people.server'
import { listEntries, listOrganisations } from '#modules/network/lists.server'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import { listNotes } from './notes.server.ts'
import { servicesToNote } from './partner-policy.ts'
import { threadKinds, type Party, type ThreadKind } from './partner-schema.ts'
import { mayOpenOffice } from './policy.ts'
import { listTasks } from './tasks.server.ts'

/** How many of a kind are shown; `total` says how many there are. */
const MOST_OF_A_KIND = 12
const MOST_MAILS = 15

/** One thing that happened with a partner. `title` is null while it is sealed; `cents` is money, or of an event the people who came. */
export type Thing = {
	kind: ThreadKind
	id: string
	reference: string
	title: Localized | string | null
	role: string
	state: string
	services: string[]
	reserved: boolean
	at: Date | null
	cents: number | null
	about: Localized | null
	/** The call of an application, the event of a commitment. */
	within: string | null
}

/** Everything that happened with a partner, by kind, the latest first; what other services keep to themselves is left out. One query. */
async function threadOf(ctx: Ctx, party: Party, id: string) {
	const own = ownServices(ctx.actor)
	const { rows } = await sql<Thing & { sealed: boolean; total: number }>`
		select kind, id, reference, case when sealed then null else title end as title, role, state, services, reserved, sealed, at, cents, about, within, total
		from (
			select t.*, count(*) over (partition by kind)::int as total,
				row_number() over (partition by kind order by at desc nulls first, id desc) as place
			from partner_thread t
			where party = ${party} and party_id = ${id}
				and (not reserved or ${own === null} or services && ${own ?? []}::text[])
		) t where place <= ${MOST_OF_A_KIND} order by at desc nulls first, id desc`.execute(ctx.db)
	return threadKinds.flatMap((kind) => {
		const things = rows.filter((row) => row.kind === kind)
		return things.length
			? [{ kind, total: things[0]!.total, things: things.map(({ sealed: _, total: __, ...thing }) => thing) }]
			: []
	})
}

/**
 * The last letters sent to a partner's addresses. Those about signing in are the account's own business, and those about a
 * selection wait, as its files do, until it is opened: neither is here. One query.
 */
const lettersTo = (ctx: Ctx, party: Party, id: string) =>
	ctx.db
		.selectFrom('mail')
		.select(['id', 'subject', 'locale', 'status', 'createdAt'])
		.where('secret', '=', false)
		.where(sql<boolean>`kind not like 'identity.%' and kind not like 'calls.%' and kind <> 'awards.signing-code'`)
		.where('toAddress', 'in', (eb) =>
			eb
				.selectFrom('partnerAddress')
				.select((eb) => eb.ref('address').$notNull().as('address'))
				.where('party', '=', party)
				.where('partyId', '=', id)
		)
		.orderBy('createdAt', 'desc')
		.orderBy('id', 'desc')
		.limit(MOST_MAILS)
		.execute()

/** What a partner has been given: awards that stand, in cents and in number. One query. */
async function supportOf(ctx: Ctx, party: Party, id: string) {
	const { rows } = await sql<{ awards: number; cents: number; paid: number }>`
		select count(*)::int as awards, coalesce(sum(amount_cents), 0)::float8 as cents,
			coalesce(sum((select sum(i.amount_cents) from instalment i where i.award_id = award.id and i.status = 'paid')), 0)::float8 as paid
		from award where status not in ('declined', 'cancelled')
			and ${party === 'organisation' ? sql`organisation_id = ${id}` : sql`account_id = (select account_id from person where id = ${id})`}`.execute(
		ctx.db
	)
	return rows[0]!
}

const shared = async (ctx: Ctx, party: Party, id: string) => ({
	thread: await threadOf(ctx, party, id),
	letters: await lettersTo(ctx, party, id),
	support: await supportOf(ctx, party, id),
	notes: await listNotes(ctx, { party, id }),
	tasks: (await listTasks(ctx, { about: `${party}:${id}` })).tasks,
	noteServices: servicesToNote(ctx.actor, programme.services)
})

/** Everything with one organisation on one page. A merged one comes out as the one it became. For the office. */
export async function getOrganisationFile(ctx: Ctx, organisationId: string) {
	authorize(mayOpenOffice(ctx.actor))
	const organisation = await getOrganisation(ctx, organisationId)
	return { organisation, people: await peopleOf(ctx, organisation.id), ...(await shared(ctx, 'organisation', organisation.id)) }
}

/** Everything with one person on one page. For the office; 404 when there is no such person. */
export async function getPersonFile(ctx: Ctx, personId: string) {
	authorize(mayOpenOffice(ctx.actor))
	return { person: await getPerson(ctx, personId), ...(await shared(ctx, 'person', personId)) }
}

/** The partners a question may mean, or, without one, the latest notes. */
export async function findPartners(ctx: Ctx, question: string) {
	authorize(mayOpenOffice(ctx.actor))
	if (!question.trim()) return { organisations: [], people: [], notes: await listNotes(ctx, null, 12) }
	const { organisations } = await listOrganisations(ctx, { q: question })
	const { people } = await listEntries(ctx, { q: question })
	return { organisations, people, notes: [] }
}
