import type { Readable } from 'node:stream'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { hasRole, isAdministrator, isAuditor, isStaff, mayWrite } from '#modules/identity/policy'
import { organisationsById, standingOf } from '#modules/network/organisations.server'
import { publicIdentifiers } from '#modules/network/public-identifiers.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { keepFile, openFile, removeFile, type Received } from '#platform/files.server'
import type { Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import { orgIdOf } from './open-data/identifiers.ts'
import { givingJson, givingSheet } from './open-data/giving-grants.ts'
import { iatiGrants } from './open-data/iati-grants.ts'
import { identifierKeys, nameKeys, type OutsideGrant, type OutsideProblem, type OutsideRow } from './open-data/outside-grant.ts'

export type GrantsReport = {
	read: number
	accepted: number
	rejected: number
	/** Grants the file holds twice: the first one counts. */
	duplicates: number
	/** The first thousand. Row 0 is the file itself. */
	errors: (OutsideProblem & { row: number })[]
	written: boolean
}

const MOST_ERRORS = 1000
const PAGE = 500

/** Which reader a file needs, by how it begins. */
async function rowsOf(read: () => Promise<Readable>): Promise<AsyncGenerator<OutsideRow>> {
	const stream = await read()
	let start = ''
	for await (const part of stream) {
		start = (part as Buffer)
			.subarray(0, 512)
			.toString('latin1')
			.replace(/^\xef\xbb\xbf/, '')
			.trimStart()
		break
	}
	stream.destroy()
	if (!start) throw new RuleBroken('error.file.empty', 'file', {}, 422)
	// Also UTF-16, whose every second byte is nothing.
	if (/^(<|\xff\xfe<|\xfe\xff\0<)/.test(start)) return iatiGrants(await read())
	if (/^[{[]/.test(start)) return givingJson(await read())
	return givingSheet(read)
}

/**
 * Takes in the grants of a file, 360Giving (JSON, CSV, XLSX) or IATI, in one transaction: one that is already known is
 * brought up to date. Nothing is written when a row is rejected and `skipBad` is not said, or with `dryRun`. Asks no
 * permission. Throws RuleBroken 422 on `file` for a file that is none of these. `read` gives it from the beginning each time.
 */
export async function takeGrants(
	ctx: Ctx,
	read: () => Promise<Readable>,
	{ name, dryRun, skipBad }: { name: string; dryRun: boolean; skipBad: boolean }
): Promise<GrantsReport> {
	const report: GrantsReport = { read: 0, accepted: 0, rejected: 0, duplicates: 0, errors: [], written: false }
	const nothingKept = new Error('nothing is to be kept')
	await transact(ctx, async (ctx) => {
		Object.assign(report, { read: 0, accepted: 0, rejected: 0, duplicates: 0, errors: [] })
		const seen = new Set<string>()
		let faulty = false
		const page: OutsideGrant[] = []
		for await (const { row, grant, problems } of await rowsOf(read)) {
			if (row > 0) report.read++
			if (grant && seen.has(grant.identifier)) report.duplicates++
			else if (grant) {
				seen.add(grant.identifier)
				report.accepted++
				page.push(grant)
			} else {
				faulty = true
				if (row > 0) report.rejected++
				report.errors.push(...problems.slice(0, MOST_ERRORS - report.errors.length).map((problem) => ({ row, ...problem })))
			}
			if (page.length === PAGE) await write(ctx, page.splice(0))
		}
		await write(ctx, page)
		report.written = !dryRun && report.accepted > 0 && (!faulty || skipBad)
		if (!report.written) throw nothingKept
		const { read: rows, accepted, rejected, duplicates } = report
		await audit(ctx, 'outside-grants.imported', 'outside-grants:all', { name, rows, accepted, rejected, duplicates })
	}).catch((cause) => {
		if (cause !== nothingKept) throw cause
	})
	return report
}

export const mayImportGrants = (actor: Ctx['actor']): boolean =>
	mayWrite(actor) && (hasRole(actor, 'officer') || hasRole(actor, 'head') || isAdministrator(actor))

/** The same of a file that was handed in, which is not kept. 403 for who may not import. */
export async function importUpload(
	ctx: Ctx,
	file: Received,
	options: { dryRun: boolean; skipBad: boolean }
): Promise<GrantsReport> {
	authorize(mayImportGrants(ctx.actor))
	const { id } = await keepFile(ctx, file, { kind: 'outside-grants', id: uuidv7() })
	try {
		return await importGrants(ctx, async () => (await openFile(ctx, id)).stream, { ...options, name: file.name })
	} finally {
		await removeFile(ctx, id)
	}
}

/** The same for the office: its officers, heads and administrators. */
export async function importGrants(
	ctx: Ctx,
	read: () => Promise<Readable>,
	about: { name: string; dryRun: boolean; skipBad: boolean }
): Promise<GrantsReport> {
	authorize(mayImportGrants(ctx.actor))
	return takeGrants(ctx, read, about)
}

async function write(ctx: Ctx, grants: readonly OutsideGrant[]) {
	if (grants.length === 0) return
	const rows = grants.map((grant) => ({ ...grant, id: uuidv7() }))
	await sql`
		insert into outside_grant (id, source, identifier, title, recipient, keys, funder, amount_cents, currency, awarded_on, country, lat, lon, imported_at)
		select id, source, identifier, title, recipient, keys, funder, "amountCents", currency, "awardedOn", country, lat, lon, ${ctx.now}
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as each (id uuid, source text, identifier text, title text, recipient text,
			keys text[], funder text, "amountCents" bigint, currency text, "awardedOn" date, country text, lat real, lon real)
		on conflict (source, identifier) do update set title = excluded.title, recipient = excluded.recipient, keys = excluded.keys,
			funder = excluded.funder, amount_cents = excluded.amount_cents, currency = excluded.currency,
			awarded_on = excluded.awarded_on, country = excluded.country, lat = excluded.lat, lon = excluded.lon,
			imported_at = excluded.imported_at`.execute(ctx.db)
}

const MOST_FOUND = 20

/**
 * Grants of others to the same organisation: by a number of a register (`identifier`), or by its name alone (`name`), which
 * may be another's. The surest first, then the latest; twenty at most. For the staff and auditors; 403 for all others.
 */
export async function doubleFunding(
	ctx: Ctx,
	{ identifiers, names }: { identifiers: readonly { scheme: string; value: string }[]; names: readonly string[] }
) {
	authorize(isStaff(ctx.actor) || isAuditor(ctx.actor))
	return find(ctx, { identifiers, names })
}

/**
 * The same for an organisation of the network, by its public numbers and its names in every script: for the office, and for
 * those who stand in it, who may so say what they have been given before they file. 403 for all others.
 */
export async function fundingElsewhere(ctx: Ctx, organisationId: string) {
	authorize(isStaff(ctx.actor) || isAuditor(ctx.actor) || Boolean(await standingOf(ctx, organisationId)))
	const organisation = (await organisationsById(ctx, [organisationId])).get(organisationId)
	if (!organisation) return []
	const { name, latin } = organisation
	return find(ctx, {
		identifiers: (await publicIdentifiers(ctx, [organisationId])).get(organisationId) ?? [],
		names: [...Object.values(name as Localized), ...(latin ? [latin] : [])]
	})
}
async function find(
	ctx: Ctx,
	{ identifiers, names }: { identifiers: readonly { scheme: string; value: string }[]; names: readonly string[] }
) {
	const numbers = identifierKeys(identifiers.flatMap((each) => orgIdOf(each) ?? []))
	const keys = [...numbers, ...nameKeys(names)]
	if (keys.length === 0) return []
	const rows = await ctx.db
		.selectFrom('outsideGrant')
		.select(['id', 'source', 'identifier', 'title', 'recipient', 'funder', 'amountCents', 'currency', 'awardedOn', 'country'])
		.select(sql<boolean>`keys && ${numbers}::text[]`.as('sure'))
		.where(sql<boolean>`keys && ${keys}::text[]`)
		.orderBy('sure', 'desc')
		.orderBy('awardedOn', (order) => order.desc().nullsLast())
		.orderBy('id')
		.limit(MOST_FOUND)
		.execute()
	return rows.map(({ sure, ...row }) => ({ ...row, by: sure ? ('identifier' as const) : ('name' as const) }))
}

/** How many grants of others are known, by the standard they came in. For the staff and auditors; 403 for all others. */
export async function countOutsideGrants(ctx: Ctx) {
	authorize(isStaff(ctx.actor) || isAuditor(ctx.actor))
	return ctx.db
		.selectFrom('outsideGrant')
		.select(['source', (eb) => eb.fn.countAll<number>().as('count'), (eb) => eb.fn.max('importedAt').as('latest')])
		.groupBy('source')
		.orderBy('source')
		.execute()
}

const MOST_POINTS = 400
const MOST_COUNTRIES = 20

/**
 * Where the grants of others are spent: how many in each country (the twenty with most), and for the programme's own the
 * points their files give, those within some kilometres of one another as one. Two queries. For the staff and auditors; 403
 * for all others.
 */
export async function outsidePlaces(ctx: Ctx) {
	authorize(isStaff(ctx.actor) || isAuditor(ctx.actor))
	const countries = await ctx.db
		.selectFrom('outsideGrant')
		.select(['country', (eb) => eb.fn.countAll<number>().as('count')])
		.where('country', 'is not', null)
		.groupBy('country')
		.orderBy('count', 'desc')
		.orderBy('country')
		.limit(MOST_COUNTRIES)
		.execute()
	const { rows: points } = await sql<{ country: string; lat: number; lon: number; count: number }>`
		select country, avg(lat)::float8 as lat, avg(lon)::float8 as lon, count(*)::int as count from outside_grant
		where lat is not null and country = any(${programme.countries.map(({ code }) => code)}::text[])
		group by country, round(lat::numeric, 1), round(lon::numeric, 1) order by count desc, lat, lon limit ${MOST_POINTS}`.execute(
		ctx.db
	)
	return { countries: countries.map(({ country, count }) => ({ country: country!, count })), points }
}
