import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { isMessageKey, pickText, translator, type Localized, type MessageKey } from '#platform/i18n'
import { FEWEST_PEOPLE, indicators } from '#programme/indicators'
import { organisationKinds } from '#programme/organisation-kinds'
import { programme } from '#programme/programme'
import { themes } from '#programme/themes'
import { narrowed } from './fact-rows.server.ts'
import type { Figure, FigureFilters, Section, Unit } from './figure-schema.ts'

type Rows = { label: string; values: (number | null)[] }[]
/** What stands before the letters of a figure: its form, and how it is said. */
type Shape = { form?: Figure['form']; unit?: Unit; note?: boolean }

/** Makes a figure, its title and its series from messages: `figure.<key>`, `figure.<key>.note`, `figure.series.<name>`. */
function figure(
	ctx: Ctx,
	key: string,
	series: string[],
	rows: Rows,
	{ form = 'columns', unit = 'count', note = false }: Shape = {}
): Figure {
	const t = translator(ctx.locale)
	const said = (name: string) => (isMessageKey(name) ? t(name as MessageKey) : name)
	return {
		key,
		title: said(`figure.${key}`),
		note: note ? said(`figure.${key}.note`) : null,
		form,
		unit,
		series: series.map((name) => said(`figure.series.${name}`)),
		rows
	}
}

const named = (ctx: Ctx, list: readonly { key: string; name: Partial<Localized> }[], key: string) =>
	pickText(list.find((each) => each.key === key)?.name as Localized | undefined, ctx.locale) || key
const withoutYear = ({ year: _, ...filters }: FigureFilters): FigureFilters => filters
const byValue = (a: Rows[number], b: Rows[number]) => (b.values[0] ?? 0) - (a.values[0] ?? 0)
const spoken = (ctx: Ctx, key: string, fallback: string) => {
	const t = translator(ctx.locale)
	return isMessageKey(key) ? t(key as MessageKey) : fallback
}

async function activity(ctx: Ctx, filters: FigureFilters): Promise<Figure[]> {
	const events = await sql<{ year: number; category: string; events: number; people: number; came: number }>`
		select year, category, count(*)::int as events, sum(n)::int as people, sum(m)::int as came from figure_fact
		where ${narrowed('event', filters)} group by 1, 2 order by 1`.execute(ctx.db)
	const introductions = await sql<{ year: number; asked: number; agreed: number }>`
		select year, count(*)::int as asked, sum(m)::int as agreed from figure_fact
		where ${narrowed('introduction', filters)} group by 1 order by 1`.execute(ctx.db)
	const outcomes = await sql<{ detail: string | null; n: number }>`
		select detail, count(*)::int as n from figure_fact where ${narrowed('introduction', filters)} and m > 0 group by 1`.execute(
		ctx.db
	)
	const years = [...new Set(events.rows.map(({ year }) => year))]
	const sum = (year: number, of: 'events' | 'people' | 'came') =>
		events.rows.filter((row) => row.year === year).reduce((total, row) => total + row[of], 0)
	const kinds = [...new Set(events.rows.map(({ category }) => category))]
	return [
		figure(
			ctx,
			'events',
			['events'],
			years.map((year) => ({ label: String(year), values: [sum(year, 'events')] }))
		),
		figure(
			ctx,
			'participants',
			['registered', 'present'],
			years.map((year) => ({ label: String(year), values: [sum(year, 'people'), sum(year, 'came')] })),
			{ note: true }
		),
		figure(
			ctx,
			'event_kinds',
			['events', 'registered'],
			kinds
				.map((kind) => {
					const own = events.rows.filter(({ category }) => category === kind)
					return {
						label: spoken(ctx, `event.kind.${kind}`, kind),
						values: [own.reduce((n, row) => n + row.events, 0), own.reduce((n, row) => n + row.people, 0)]
					}
				})
				.sort(byValue),
			{ form: 'bars' }
		),
		figure(
			ctx,
			'introductions',
			['asked', 'agreed'],
			introductions.rows.map(({ year, asked, agreed }) => ({ label: String(year), values: [asked, agreed] }))
		),
		figure(
			ctx,
			'outcomes',
			['introductions'],
			['project', 'visit', 'exchange', 'contact', 'nothing', null].flatMap((detail) => {
				const found = outcomes.rows.find((row) => row.detail === detail)
				return found ? [{ label: spoken(ctx, `figure.outcome.${detail ?? 'unsaid'}`, ''), values: [found.n] }] : []
			}),
			{ form: 'bars', note: true }
		)
	]
}

async function money(ctx: Ctx, filters: FigureFilters): Promise<Figure[]> {
	const awards = await sql<{ year: number; given: number; paid: number; cofinanced: number }>`
		select year, sum(n)::float8 as given, sum(m)::float8 as paid, sum(o)::float8 as cofinanced from figure_fact
		where ${narrowed('award', filters)} group by 1 order by 1`.execute(ctx.db)
	// A call is of no territory: its envelope is left out where one is asked for.
	const calls = await sql<{ year: number; envelope: number }>`
		select year, sum(n)::float8 as envelope from figure_fact where ${narrowed('call', filters)} group by 1 order by 1`.execute(ctx.db)
	const kinds = await sql<{ category: string; given: number; paid: number }>`
		select category, sum(n)::float8 as given, sum(m)::float8 as paid from figure_fact where ${narrowed('award', filters)} group by 1`.execute(
		ctx.db
	)
	const tagged = await sql<{ what: 'priority' | 'theme'; key: string; given: number; cofinanced: number }>`
		select 'priority' as what, key, sum(n)::float8 as given, sum(o)::float8 as cofinanced
		from figure_fact, unnest(priorities) as key where ${narrowed('award', filters)} group by 2
		union all select 'theme', key, sum(n)::float8, sum(o)::float8 from figure_fact, unnest(themes) as key where ${narrowed('award', filters)} group by 2`.execute(
		ctx.db
	)
	const years = [...new Set([...awards.rows, ...calls.rows].map(({ year }) => year))].sort()
	const rowsOf = (what: string, list: readonly { key: string; name: Partial<Localized> }[]) =>
		tagged.rows
			.filter((row) => row.what === what)
			.map(({ key, given, cofinanced }) => ({ label: named(ctx, list, key), values: [given, cofinanced] }))
			.sort(byValue)
	return [
		figure(
			ctx,
			'money',
			['envelope', 'committed', 'paid', 'cofinanced'],
			years.map((year) => {
				const award = awards.rows.find((row) => row.year === year)
				return {
					label: String(year),
					values: [
						calls.rows.find((row) => row.year === year)?.envelope ?? null,
						award?.given ?? null,
						award?.paid ?? null,
						award?.cofinanced ?? null
					]
				}
			}),
			{ unit: 'money', note: true }
		),
		figure(ctx, 'money_priorities', ['committed', 'cofinanced'], rowsOf('priority', programme.priorities), {
			form: 'bars',
			unit: 'money',
			note: true
		}),
		figure(
			ctx,
			'money_kinds',
			['committed', 'paid'],
			kinds.rows
				.map(({ category, given, paid }) => ({ label: spoken(ctx, `awards.kind.${category}`, category), values: [given, paid] }))
				.sort(byValue),
			{ form: 'bars', unit: 'money' }
		),
		figure(ctx, 'money_themes', ['committed', 'cofinanced'], rowsOf('theme', themes).slice(0, 10), {
			form: 'bars',
			unit: 'money'
		})
	]
}

/** In percent of those decided; fewer than this many say nothing, and could tell who was refused. */
const FEWEST_DECIDED = 5

async function selection(ctx: Ctx, filters: FigureFilters): Promise<Figure[]> {
	const years = await sql<{ year: number; decided: number; selected: number; days: number | null; agreement: number | null }>`
		select year, count(*)::int as decided, sum(n)::int as selected, percentile_cont(0.5) within group (order by m) as days,
			avg(o)::float8 as agreement
		from figure_fact where ${narrowed('application', filters)} group by 1 order by 1`.execute(ctx.db)
	const groups = await sql<{ what: 'kind' | 'size'; key: string | null; decided: number; selected: number }>`
		select 'kind' as what, category as key, count(*)::int as decided, sum(n)::int as selected from figure_fact where ${narrowed('application', filters)} group by 2
		union all select 'size', detail, count(*)::int, sum(n)::int from figure_fact where ${narrowed('application', filters)} group by 2`.execute(
		ctx.db
	)
	const rate = ({ decided, selected }: { decided: number; selected: number }) =>
		decided < FEWEST_DECIDED ? null : (100 * selected) / decided
	const of = (what: string) => groups.rows.filter((row) => row.what === what)
	return [
		figure(
			ctx,
			'applications',
			['decided', 'selected'],
			years.rows.map(({ year, decided, selected }) => ({ label: String(year), values: [decided, selected] }))
		),
		figure(
			ctx,
			'success_kinds',
			['success'],
			of('kind')
				.map((row) => ({
					label: row.key === 'person' ? spoken(ctx, 'figure.applicant.person', '') : named(ctx, organisationKinds, row.key ?? ''),
					values: [rate(row)]
				}))
				.sort(byValue),
			{ form: 'bars', unit: 'percent', note: true }
		),
		figure(
			ctx,
			'success_sizes',
			['success'],
			['micro', 'small', 'medium', 'large', 'town-1', 'town-2', 'town-3', 'town-4', null].flatMap((size) => {
				const row = of('size').find(({ key }) => key === size)
				return row ? [{ label: spoken(ctx, `figure.size.${size ?? 'unsaid'}`, ''), values: [rate(row)] }] : []
			}),
			{ form: 'bars', unit: 'percent', note: true }
		),
		figure(
			ctx,
			'days',
			['days'],
			years.rows.map(({ year, days }) => ({ label: String(year), values: [days] })),
			{ unit: 'days', note: true }
		),
		figure(
			ctx,
			'agreement',
			['agreement'],
			years.rows.map(({ year, agreement }) => ({ label: String(year), values: [agreement] })),
			{ unit: 'percent', note: true }
		)
	]
}

async function results(ctx: Ctx, filters: FigureFilters): Promise<Figure[]> {
	const rows = await sql<{ category: string; priority: string | null; value: number; target: number; projects: number }>`
		select category, null as priority, sum(n)::float8 as value, sum(m)::float8 as target, count(*)::int as projects from figure_fact
		where ${narrowed('indicator', filters)} group by 1
		union all select category, key, sum(n)::float8, sum(m)::float8, count(*)::int from figure_fact, unnest(priorities) as key
		where ${narrowed('indicator', filters)} group by 1, 2`.execute(ctx.db)
	const projects = await sql<{ category: string; n: number }>`
		select category, count(*)::int as n from figure_fact where ${narrowed('project', filters)} group by 1`.execute(ctx.db)
	const all = indicators.flatMap(({ key, title, people }) => {
		const row = rows.rows.find((each) => each.category === key && each.priority === null)
		return row && (!people || row.value >= FEWEST_PEOPLE)
			? [{ label: pickText(title as Localized, ctx.locale), values: [row.value, row.target || null] }]
			: []
	})
	return [
		figure(ctx, 'results', ['reached', 'target'], all, { form: 'bars', note: true }),
		...programme.priorities.flatMap(({ key, name }) => {
			const own = indicators.flatMap((indicator) => {
				const row = rows.rows.find((each) => each.category === indicator.key && each.priority === key)
				return row && (!indicator.people || row.value >= FEWEST_PEOPLE)
					? [{ label: pickText(indicator.title as Localized, ctx.locale), values: [row.value, row.target || null] }]
					: []
			})
			if (!own.length) return []
			return [
				{
					...figure(ctx, 'results', ['reached', 'target'], own, { form: 'bars' }),
					key: `results_${key}`,
					title: pickText(name as Localized, ctx.locale)
				}
			]
		}),
		figure(
			ctx,
			'project_states',
			['projects'],
			['preparing', 'running', 'completed', 'closed', 'stopped'].flatMap((state) => {
				const row = projects.rows.find(({ category }) => category === state)
				return row ? [{ label: spoken(ctx, `project.status.${state}`, state), values: [row.n] }] : []
			}),
			{ form: 'bars' }
		)
	]
}

async function network(ctx: Ctx, filters: FigureFilters): Promise<Figure[]> {
	const growth = await sql<{ year: number; country: string; n: number }>`
		select year, country, count(*)::int as n from figure_fact where ${narrowed('organisation', withoutYear(filters))}
		group by 1, 2 order by 1`.execute(ctx.db)
	const kinds = await sql<{ category: string; n: number }>`
		select category, count(*)::int as n from figure_fact where ${narrowed('organisation', filters)} group by 1`.execute(ctx.db)
	const years = [...new Set(growth.rows.map(({ year }) => year))].filter(
		(year) => filters.year === undefined || year <= filters.year
	)
	const until = (year: number, country: string) =>
		growth.rows.filter((row) => row.year <= year && row.country === country).reduce((sum, { n }) => sum + n, 0)
	return [
		{
			...figure(
				ctx,
				'growth',
				[],
				years.map((year) => ({ label: String(year), values: programme.countries.map(({ code }) => until(year, code)) })),
				{ note: true }
			),
			series: programme.countries.map(({ name }) => pickText(name as Localized, ctx.locale))
		},
		figure(
			ctx,
			'organisation_kinds',
			['organisations'],
			kinds.rows.map(({ category, n }) => ({ label: named(ctx, organisationKinds, category), values: [n] })).sort(byValue),
			{ form: 'bars' }
		)
	]
}

async function balance(ctx: Ctx, filters: FigureFilters): Promise<Figure[]> {
	const sizes = await sql<{ size: string; decided: number; selected: number }>`
		select detail as size, count(*)::int as decided, sum(n)::int as selected from figure_fact
		where ${narrowed('application', filters)} and detail like 'town-%' group by 1`.execute(ctx.db)
	const countries = await sql<{ country: string; given: number; awards: number }>`
		select country, sum(n)::float8 as given, count(*)::int as awards from figure_fact
		where ${narrowed('award', filters)} and country is not null group by 1`.execute(ctx.db)
	return [
		figure(
			ctx,
			'towns',
			['decided', 'selected'],
			['town-1', 'town-2', 'town-3', 'town-4'].map((size) => {
				const row = sizes.rows.find((each) => each.size === size)
				return { label: spoken(ctx, `figure.size.${size}`, size), values: [row?.decided ?? 0, row?.selected ?? 0] }
			}),
			{ form: 'bars', note: true }
		),
		figure(
			ctx,
			'money_countries',
			['committed'],
			programme.countries.map(({ code, name }) => ({
				label: pickText(name as Localized, ctx.locale),
				values: [countries.rows.find(({ country }) => country === code)?.given ?? 0]
			})),
			{ form: 'bars', unit: 'money' }
		)
	]
}

/** Each section's figures from the facts, two to four queries each. Asks no permission. */
export const figuresOf: Record<Section, (ctx: Ctx, filters: FigureFilters) => Promise<Figure[]>> = {
	activity,
	money,
	selection,
	results,
	network,
	balance
}
