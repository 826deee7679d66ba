import { localDate } from '#platform/calendar'
import { csvLine } from '#platform/csv'
import type { Ctx } from '#platform/ctx'
import { programme } from '#programme/programme'
import { grantsOf, packageFoot, packageHead } from './giving.ts'
import { activity, foot, head, isActivity } from './iati.ts'
import { inLanguage } from './languages.ts'
import { publicRows } from './public-rows.server.ts'
import { columns, linesOf } from './scdl.ts'
import { givenAwards } from '../workflow.ts'

/** Parts of about this many letters go out at once: one by one they would each cost a turn of the event loop. */
const PART = 64 * 1024

/** The activities of IATI 2.03, in parts; nothing at all when there is none, for the standard has no empty file. */
export async function* iatiFile(ctx: Ctx): AsyncGenerator<string> {
	const today = localDate(ctx.now, programme.timeZone)
	let part = ''
	let begun = false
	for await (const project of publicRows(ctx)) {
		if (!isActivity(project)) continue
		part += (begun ? '' : head(ctx.now)) + activity(project, today)
		begun = true
		if (part.length >= PART) {
			yield part
			part = ''
		}
	}
	if (begun) yield part + foot
}

/** The 360Giving package of grants, in parts; nothing at all when there is none. `address` makes a path a public address. */
export async function* givingFile(ctx: Ctx, address: (path: string) => string): AsyncGenerator<string> {
	let part = ''
	let begun = false
	for await (const project of publicRows(ctx))
		for (const grant of grantsOf(project, address)) {
			part += (begun ? ',\n' : packageHead(programme.name)) + JSON.stringify(grant)
			begun = true
			if (part.length >= PART) {
				yield part
				part = ''
			}
		}
	if (begun) yield part + packageFoot
}

/** Subsidies by the French schema: the columns, then a line for each. */
export async function* scdlFile(ctx: Ctx): AsyncGenerator<string> {
	let part = `${columns.join(',')}\r\n`
	for await (const project of publicRows(ctx)) {
		part += linesOf(project).join('')
		if (part.length >= PART) {
			yield part
			part = ''
		}
	}
	if (part) yield part
}

/** The public projects as rows of a table, the headings first. */
export async function* projectTable(ctx: Ctx): AsyncGenerator<(string | number | null)[]> {
	yield ['reference', 'service', 'status', 'title_fr', 'title_bg', 'title_en', 'priorities', 'themes', 'places'].concat([
		'starts_on',
		'ends_on',
		'lead',
		'partners',
		'awarded_eur',
		'paid_eur'
	])
	for await (const project of publicRows(ctx)) {
		const { reference, service, status, title, priorities, themes, places, startsOn, endsOn, partners, awards } = project
		const paid = awards.flatMap(({ instalments }) => instalments.map(({ paidOn, cents }) => (paidOn ? cents : 0)))
		const sum = (cents: number[]) => cents.reduce((total, each) => total + each, 0) / 100
		const names = (lead: boolean) =>
			partners
				.filter(({ role }) => (role === 'lead') === lead)
				.map(({ name }) => inLanguage(name))
				.join('; ')
		yield [
			...[reference, service, status, title.fr ?? null, title.bg ?? null, title.en ?? null],
			...[priorities.join(' '), themes.join(' '), places.join(' '), startsOn, endsOn, names(true), names(false)],
			...[sum(awards.map(({ cents }) => cents)), sum(paid)]
		]
	}
}

export async function* csvLines(rows: AsyncIterable<(string | number | null)[]>): AsyncGenerator<string> {
	let part = ''
	for await (const row of rows) {
		part += csvLine(row)
		if (part.length >= PART) {
			yield part
			part = ''
		}
	}
	if (part) yield part
}

/**
 * Whether each kind of file has a first record, for the catalogue and the page that says what is there. One query.
 * A grant whose holder is not listed counts here, though the file leaves it out.
 */
export async function whatIsThere(ctx: Ctx): Promise<{ projects: boolean; activities: boolean; grants: boolean }> {
	const shown = ctx.db.selectFrom('project').select('project.id').where('public', '=', true)
	const found = await ctx.db
		.selectNoFrom((eb) => [
			eb.exists(shown).as('projects'),
			eb.exists(shown.where('startsOn', 'is not', null)).as('activities'),
			eb
				.exists(
					shown
						.innerJoin('award', 'award.projectId', 'project.id')
						.where('award.status', 'in', givenAwards)
						.where('award.kind', '<>', 'scholarship')
						.where('award.organisationId', 'is not', null)
						.where('award.amountCents', '>', 0)
				)
				.as('grants')
		])
		.executeTakeFirstOrThrow()
	return { projects: Boolean(found.projects), activities: Boolean(found.activities), grants: Boolean(found.grants) }
}
