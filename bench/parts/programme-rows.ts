/** A whole programme after ten busy years: rows of the demo copied until there are as many as asked for. */
import { sql, type Kysely } from 'kysely'

export type Sizes = {
	projects: number
	registrations: number
	applications: number
	/** Organisations and people, two to three. */
	contacts: number
	trail: number
}

/** The id of the nth copy of a kind of thing (two hexadecimal digits): known without looking it up. */
const idOf = (kind: string, n: string) => `('019000${kind}-0000-7000-8000-' || lpad(to_hex((${n})::int), 12, '0'))::uuid`
export const idOfOrganisation = (n: number) => `019000a1-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/**
 * Fills a database that holds the demo. Events hold 100 registrations each, calls 1,000 applications with two reviews,
 * a fifth of the projects have an award. Dates are spread over the ten years before `until`.
 */
export async function fillProgramme(db: Kysely<unknown>, sizes: Sizes, until: Date): Promise<void> {
	const organisations = Math.round(sizes.contacts * 0.4)
	const people = sizes.contacts - organisations
	const events = Math.ceil(sizes.registrations / 100)
	const calls = Math.ceil(sizes.applications / 1000)
	const awards = Math.round(sizes.projects / 5)
	const ago = (n: string) => `(timestamptz '${until.toISOString()}' - (${n}) % 3650 * interval '1 day')`
	const day = (n: string) => `(${ago(n)})::date`
	const organisation = (n: string) => idOf('a1', `1 + (${n})::bigint * 7919 % ${organisations}`)

	/** `n` rows more of a table, each a row of the demo (those of `where`, in turn) with `changes`: SQL, in which n is its number. */
	const copy = async (table: string, many: number, changes: Record<string, string>, where = 'true') => {
		const pairs = Object.entries(changes).flatMap(([column, value]) => [`'${column}'`, value])
		const { numAffectedRows } = await sql`insert into ${sql.table(table)}
			select made.* from (
				select r as row, row_number() over (order by r::text) - 1 as at, count(*) over () as many from ${sql.table(table)} r where ${sql.raw(where)}
			) t join generate_series(1, ${many}::int) n on n % t.many = t.at,
			lateral jsonb_populate_record(t.row, jsonb_build_object(${sql.raw(pairs.join(', '))})) made`.execute(db)
		if (Number(numAffectedRows) !== many) throw new Error(`${table}: ${numAffectedRows} of ${many} rows`)
	}

	await copy(
		'organisation',
		organisations,
		{
			id: idOf('a1', 'n'),
			reference: `'ORG-B' || n`,
			name: `jsonb_build_object('fr', 'Association fictive ' || n, 'bg', 'Измислено сдружение ' || n)`,
			keys: `jsonb_build_array('association fictive ' || n)`,
			sort_key: `'association ' || lpad(n::text, 6, '0')`,
			created_at: ago('n')
		},
		`status = 'listed'`
	)
	await copy('person', people, {
		id: idOf('a2', 'n'),
		account_id: 'null',
		name: `'Personne Fictive ' || n`,
		email: `'personne-' || n || '@example.org'`,
		keys: `jsonb_build_array('personne fictive ' || n)`,
		sort_key: `'personne ' || lpad(n::text, 6, '0')`,
		status: `'listed'`,
		merged_into: 'null'
	})
	await copy('membership', people, { id: idOf('a3', 'n'), person_id: idOf('a2', 'n'), organisation_id: organisation('n') })
	await copy(
		'event',
		events,
		{ id: idOf('a4', 'n'), reference: `'EVT-B' || n`, starts_at: ago('n'), ends_at: `${ago('n')} + interval '8 hours'` },
		`status in ('published', 'done')`
	)
	await copy('registration', sizes.registrations, {
		id: idOf('a5', 'n'),
		reference: `'REG-B' || n`,
		event_id: idOf('a4', `1 + n % ${events}`),
		category_id: 'null',
		delegation_id: 'null',
		account_id: 'null',
		name: `'Personne Fictive ' || n`,
		email: `'personne-' || n || '@example.org'`,
		organisation_id: organisation('n'),
		status: `'accepted'`,
		rank: 'null',
		token_digest: `'bench-' || n`,
		badge: `'bench-' || n`,
		registered_at: ago('n')
	})
	await copy(
		'call',
		calls,
		{
			id: idOf('a6', 'n'),
			reference: `'CALL-B' || n`,
			opens_at: `${ago('n * 70')} - interval '60 days'`,
			closes_at: ago('n * 70'),
			published_at: `${ago('n * 70')} - interval '60 days'`,
			decided_at: `${ago('n * 70')} + interval '40 days'`,
			status: `'decided'`
		},
		`status not in ('draft', 'cancelled')`
	)
	await copy('form_version', calls, { id: idOf('a7', 'n'), call_id: idOf('a6', 'n'), number: '1' })
	await copy('criterion', 3 * calls, {
		id: idOf('a8', 'n'),
		call_id: idOf('a6', `1 + n % ${calls}`),
		position: `100 + n / ${calls}`
	})
	const callOf = `1 + n % ${calls}`
	await copy('application', sizes.applications, {
		id: idOf('a9', 'n'),
		reference: `'APP-B' || n`,
		call_id: idOf('a6', callOf),
		lot_id: 'null',
		organisation_id: organisation('n'),
		account_id: 'null',
		form_version_id: idOf('a7', callOf),
		title: `'Projet fictif ' || n`,
		status: `'draft'`,
		filed_at: `${ago(`70 * (${callOf})`)} - interval '3 days'`,
		filing_id: 'null'
	})
	await copy('filing', sizes.applications, {
		id: idOf('aa', 'n'),
		application_id: idOf('a9', 'n'),
		number: '1',
		request_key: `'bench-' || n`,
		filed_by: 'null',
		receipt_id: 'null'
	})
	await sql`update application set filing_id = f.id, status = (array['selected', 'reserve', 'rejected', 'rejected'])[1 + abs(hashtext(f.id::text)) % 4]
		from filing f where f.application_id = application.id and application.reference like 'APP-B%'`.execute(db)
	await copy('evaluator', 2 * calls, {
		id: idOf('ab', 'n'),
		call_id: idOf('a6', callOf),
		number: `1 + n / ${calls}`,
		account_id: `(select to_jsonb(id) from account order by id limit 1 offset (n / ${calls}) % 3)`
	})
	// An application's second review is its call's second evaluator's.
	const application = `(1 + (n - 1) % ${sizes.applications})`
	await copy('review', 2 * sizes.applications, {
		id: idOf('ac', 'n'),
		application_id: idOf('a9', application),
		evaluator_id: idOf('ab', `1 + (${application} - 1) % ${calls} + ${calls} * ((n - 1) / ${sizes.applications})`),
		run_id: 'null',
		scores: `(select jsonb_object_agg(c.id, jsonb_build_object('score', c.scale_min + (n * c.position) % (c.scale_max - c.scale_min + 1)::int))
			from criterion c where c.call_id = ${idOf('a6', `1 + ${application} % ${calls}`)})`,
		status: `'submitted'`,
		submitted_at: ago(`70 * (${callOf})`),
		salt: `'bench'`,
		commitment: `repeat('0', 64)`
	})
	await copy(
		'project',
		sizes.projects,
		{
			id: idOf('ad', 'n'),
			reference: `'PRJ-B' || n`,
			title: `jsonb_build_object('fr', 'Projet fictif ' || n, 'bg', 'Измислен проект ' || n)`,
			starts_on: day('n'),
			ends_on: `${day('n')} + 365`,
			created_at: ago('n')
		},
		`status <> 'draft'`
	)
	for (const [role, next] of [
		['lead', 'n'],
		['partner', 'n + 1']
	] as const)
		await copy('project_partner', sizes.projects, {
			project_id: idOf('ad', 'n'),
			organisation_id: organisation(next),
			role: `'${role}'`
		})
	await copy(
		'award',
		awards,
		{
			id: idOf('ae', 'n'),
			reference: `'AWA-B' || n`,
			project_id: idOf('ad', 'n'),
			organisation_id: organisation('n'),
			application_id: 'null',
			call_id: 'null',
			account_id: 'null',
			awarded_at: ago('n')
		},
		`kind = 'grant'`
	)
	await copy('instalment', 2 * awards, {
		id: idOf('af', 'n'),
		award_id: idOf('ae', `1 + n % ${awards}`),
		number: `1 + n / ${awards + 1}`,
		due_on: day('n')
	})
	await copy('indicator', sizes.projects, { id: idOf('b0', 'n'), project_id: idOf('ad', 'n') })
	await copy('audit_event', sizes.trail, {
		id: idOf('b1', 'n'),
		at: ago('n'),
		subject: `'organisation:' || ${organisation('n')}`
	})
	await copy('mail', Math.round(sizes.trail / 3), {
		id: idOf('b2', 'n'),
		created_at: ago('n'),
		message_id: `'<bench-' || n || '@example.org>'`
	})
	await sql`vacuum analyze`.execute(db)
}
