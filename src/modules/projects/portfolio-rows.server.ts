import { lexemes } from '#engines/text/tokens'
import { fold } from '#engines/text/fold'
import { addName, writeShelf, type Entry, type Shelf } from '#modules/search/shelf-rows.server'
import type { Ctx } from '#platform/ctx'
import { locales } from '#platform/i18n'
import { pathOf } from '#programme/territories'
import { partnersOfAll, type Partner } from './partner-rows.server.ts'
import { markOf } from './portfolio.ts'
import { projects, type Project } from './project-rows.server.ts'
import { publicStatus } from './workflow.ts'

export const portfolio: Shelf = { name: 'portfolio', id: 'project_id' }

/**
 * Brings the portfolio up to date with these projects, inside the caller's transaction: the public ones are in it, all
 * others are not. To be called last: until the end of the transaction, others who write one of the same thousand wait.
 */
export const writePortfolio = (ctx: Ctx, projectIds: readonly string[]): Promise<void> =>
	writeShelf(ctx, portfolio, projectIds, entriesOf)

async function entriesOf(ctx: Ctx, ids: string[]): Promise<Entry[]> {
	const rows = await projects(ctx).where('id', 'in', ids).where('public', '=', true).execute()
	const partners = await partnersOfAll(
		ctx,
		rows.map(({ id }) => id)
	)
	return rows.map((row) => entryOf(row, shownPartners(partners.get(row.id) ?? [])))
}

/** Who is named on the portal: the organisations everybody may see. */
export const shownPartners = (partners: Partner[]) => partners.filter(({ status }) => status === 'listed')

/** The places a project is in: its own and those of its partners, none of which lies in another of them. */
export function placesOf({ territories }: Pick<Project, 'territories'>, partners: Partner[]): string[] {
	const codes = [...new Set([...territories, ...partners.flatMap(({ territory }) => territory ?? [])])]
	return codes.filter((code) => !codes.some((other) => other !== code && pathOf(other).some((each) => each.code === code)))
}

/** No project ran so long; a mistyped year must not fill the filter. */
const LONGEST_YEARS = 15

function yearsOf({ startsOn, endsOn }: Pick<Project, 'startsOn' | 'endsOn'>): string[] {
	const first = Number((startsOn ?? endsOn)?.slice(0, 4))
	if (!first) return []
	const last = Math.min(endsOn ? Number(endsOn.slice(0, 4)) : first, first + LONGEST_YEARS - 1)
	return Array.from({ length: last - first + 1 }, (_, i) => String(first + i))
}

/** What the portfolio knows of a public project: only what everybody may read. */
function entryOf(project: Project, partners: Partner[]): Entry {
	const places = placesOf(project, partners)
	const around = [...new Set(places.flatMap((code) => pathOf(code).map((each) => each.code)))]
	const countries = [
		...new Set([...places.flatMap((code) => pathOf(code)[0]?.code ?? []), ...partners.map(({ country }) => country)])
	]
	const facets = [
		...project.priorities.map((key) => markOf('priority', key)),
		...project.themes.map((key) => markOf('theme', key)),
		...countries.map((code) => markOf('country', code)),
		...around.map((code) => markOf('territory', code)),
		...yearsOf(project).map((year) => markOf('year', year)),
		markOf('status', publicStatus(project.status)),
		markOf('service', project.service)
	]
	const words = new Set<string>()
	for (const locale of locales) for (const { lexeme } of lexemes(project.title[locale] ?? '', locale)) addName(words, lexeme)
	for (const { lexeme } of lexemes(project.reference, 'fr')) addName(words, lexeme)
	for (const field of ['summary', 'objectives', 'story'] as const)
		for (const locale of locales)
			for (const { lexeme } of lexemes((project[field][locale] ?? '').slice(0, LONGEST), locale)) words.add(lexeme)
	for (const { name, latin } of partners) {
		for (const locale of locales) for (const { lexeme } of lexemes(name[locale] ?? '', locale)) words.add(lexeme)
		for (const { lexeme } of lexemes(latin ?? '', 'fr')) words.add(lexeme)
	}
	// Not the country: a word that finds half of everything finds nothing.
	for (const code of places)
		for (const { name, latin } of pathOf(code).slice(1))
			for (const key of fold([...Object.values(name), latin].join(' ')).split(' ')) words.add(`~${key}`)
	return { id: project.id, sortKey: latestFirst(project.startsOn), facets, words }
}

const LONGEST = 10_000

/** Text that sorts the later days first, those without a day last. */
const latestFirst = (day: string | null) => (day ? String(99_999_999 - Number(day.replaceAll('-', ''))) : '99999999')
