import { networkPlot } from '#engines/plots/network'
import { bars, columns } from '#engines/plots/plot'
import { onPaper, plotStyle, sayValue } from '#engines/plots/styles'
import type { Ctx } from '#platform/ctx'
import { renderPdf, type LocalizedParagraphs, type ReportChapter, type ReportFigure } from '#platform/documents.server'
import { authorize, notFound } from '#platform/errors'
import { removeFile, storeContents } from '#platform/files.server'
import { pickText, translate, type Locale, type Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import { themes } from '#programme/themes'
import type { Figure } from './figure-schema.ts'
import { mayOpenOffice } from './policy.ts'
import { regionsMap } from './regions-map.ts'
import { chapters, isMoney, type Texts } from './report-schema.ts'
import { getReport, type ReportContent } from './yearly-reports.server.ts'

/** The paper is in the two countries' languages, side by side. */
const paperLanguages = programme.languages.slice(0, 2) as [Locale, Locale]
const inBoth = (say: (locale: Locale) => string): Localized =>
	Object.fromEntries(paperLanguages.map((locale) => [locale, say(locale)]))
/** A name once where both languages write it alike. */
const joined = (words: string[]) => [...new Set(words.filter(Boolean))].join(' · ')

type Contents = Partial<Record<Locale, ReportContent>>

function figureOn(figure: Figure, others: (Figure | undefined)[]): ReportFigure {
	const [first] = paperLanguages
	const all = [figure, ...others.filter((each) => each !== undefined)]
	const draw = figure.form === 'bars' ? bars : columns
	return {
		title: Object.fromEntries(all.map(({ title }, i) => [paperLanguages[i]!, title])),
		alt: figure.title,
		svg: draw(figure, plotStyle(first, figure.unit, figure.title, onPaper)),
		wide: false,
		columns: [
			{ label: { [first]: '' } },
			...figure.series.map((name, i) => ({
				label: Object.fromEntries(all.map(({ series }, j) => [paperLanguages[j]!, series[i] ?? name])),
				align: 'right' as const
			}))
		],
		rows: figure.rows.map(({ label, values }, i) => [
			joined([label, ...all.slice(1).map(({ rows }) => rows[i]?.label ?? '')]),
			...values.map((value) => (value === null ? '–' : sayValue(first, figure.unit, value)))
		])
	}
}

const splitIntoParagraphs = (text: string) =>
	text
		.split(/\n{2,}/)
		.map((each) => each.trim())
		.filter(Boolean)
const paragraphsOf = (text: Localized | undefined): LocalizedParagraphs =>
	Object.fromEntries(Object.entries(text ?? {}).map(([locale, words]) => [locale, splitIntoParagraphs(words)]))
/** What is in neither language of the paper is shown in the one it has. */
const shown = (text: Localized): Localized =>
	paperLanguages.some((locale) => text[locale]) ? text : { [paperLanguages[0]]: Object.values(text)[0] ?? '' }

function tables(contents: Contents): Partial<Record<(typeof chapters)[number], ReportFigure[]>> {
	const [first] = paperLanguages
	const content = contents[first]!
	const label = (key: Parameters<typeof translate>[1], align?: 'right') => ({
		label: inBoth((locale) => translate(locale, key)),
		...(align && { align })
	})
	const say = (measure: string, value: number) => sayValue(first, isMoney(measure) ? 'money' : 'count', value)
	const made: Partial<Record<(typeof chapters)[number], ReportFigure[]>> = {}
	if (content.objectives.length)
		made.objectives = [
			{
				title: inBoth((locale) => translate(locale, 'report.plan')),
				alt: '',
				svg: '',
				wide: false,
				columns: [
					label('report.objective'),
					label('report.target', 'right'),
					label('report.reached', 'right'),
					label('report.gap', 'right')
				],
				rows: content.objectives.map(({ title, measure, target, reached, activities = [] }) => [
					[
						joined(paperLanguages.map((locale) => title[locale] ?? '')) || Object.values(title)[0]!,
						activities.map((done) => pickText(done.title, first)).join('; ')
					]
						.filter(Boolean)
						.join(' – '),
					say(measure, target),
					say(measure, reached),
					reached >= target ? '✓' : say(measure, target - reached)
				])
			}
		]
	if (content.needs.length)
		made.needs = [
			{
				title: inBoth((locale) => translate(locale, 'report.needs')),
				alt: '',
				svg: '',
				wide: false,
				columns: [
					label('office.projects.theme'),
					label('report.needs.needs', 'right'),
					label('report.needs.offers', 'right'),
					label('figure.series.projects', 'right')
				],
				rows: content.needs.map(({ theme, needs, offers, projects }) => {
					const name = themes.find(({ key }) => key === theme)!.name as Localized
					return [joined(paperLanguages.map((locale) => name[locale] ?? '')), String(needs), String(offers), String(projects)]
				})
			}
		]
	if (content.drawn?.nodes.length)
		made.network = [
			{
				title: inBoth((locale) => translate(locale, 'figure.partnerships')),
				alt: translate(first, 'figure.partnerships'),
				svg: networkPlot(content.drawn, plotStyle(first, 'count', translate(first, 'figure.partnerships'), onPaper)),
				wide: true,
				columns: [label('figure.one'), label('figure.other'), label('figure.series.projects', 'right')],
				rows: [...content.drawn.edges]
					.sort((a, b) => b.weight - a.weight)
					.slice(0, 15)
					.map(({ from, to, weight }) => {
						const nameOf = (id: string) => content.drawn!.nodes.find((node) => node.id === id)?.label ?? ''
						return [nameOf(from), nameOf(to), String(weight)]
					})
			}
		]
	if (content.regions.length)
		made.balance = [
			{
				title: inBoth((locale) => translate(locale, 'figure.regions')),
				alt: translate(first, 'figure.regions'),
				svg: regionsMap(content.regions, first),
				wide: true,
				columns: [label('figure.territory'), label('figure.series.projects', 'right'), label('figure.series.events', 'right')],
				rows: content.regions.map(({ name, projects, events }, i) => [
					joined([name, contents[paperLanguages[1]]?.regions[i]?.name ?? '']),
					String(projects),
					String(events)
				])
			}
		]
	return made
}

/** The report as a tagged PDF in both languages. `seal` is its number and digest, empty for a draft. */
function paperOf(
	ctx: Ctx,
	{ year, texts, reference, seal }: { year: number; texts: Texts; reference: string; seal: string },
	contents: Contents
) {
	const [first, second] = paperLanguages
	const more = tables(contents)
	const parts = chapters.map((key): ReportChapter => {
		const own = contents[first]!.chapters[key] ?? []
		return {
			title: inBoth((locale) => translate(locale, `report.chapter.${key}`)),
			text: paragraphsOf(texts[key]),
			figures: [
				...(more[key] ?? []),
				...own.map((figure) => figureOn(figure, [contents[second]?.chapters[key]?.find((each) => each.key === figure.key)]))
			],
			stories:
				key === 'results'
					? contents[first]!.stories.map(({ title, text }) => ({ title: shown(title), text: paragraphsOf(shown(text)) }))
					: []
		}
	})
	return renderPdf('report', {
		languages: paperLanguages,
		title: inBoth((locale) => translate(locale, 'report.title', { year: String(year) })),
		house: programme.name as Localized,
		date: ctx.now,
		reference,
		place: inBoth(() => ''),
		seal,
		chapters: parts.filter(({ text, figures, stories }) => Object.keys(text).length || figures.length || stories.length)
	})
}

/** A draft as it would be on paper. For the office. */
export async function reportPreview(ctx: Ctx, id: string): Promise<Buffer> {
	authorize(mayOpenOffice(ctx.actor))
	const contents: Contents = {}
	let report: Awaited<ReturnType<typeof getReport>> | undefined
	for (const locale of paperLanguages) {
		report = await getReport({ ...ctx, locale }, id)
		contents[locale] = report.content!
	}
	if (!report) return notFound()
	return paperOf(ctx, { year: report.year, texts: report.texts, reference: report.reference ?? '', seal: '' }, contents)
}

/** The job: makes the paper of a published report, once. */
export async function makeReportPaper(ctx: Ctx, reportId: string): Promise<void> {
	const report = await ctx.db.selectFrom('yearlyReport').selectAll().where('id', '=', reportId).executeTakeFirst()
	if (!report || report.status !== 'published' || report.fileId) return
	const pdf = await paperOf(
		{ ...ctx, now: report.publishedAt! },
		{ year: report.year, texts: report.texts as Texts, reference: report.reference!, seal: `SHA-256 ${report.digest}` },
		report.frozen as Contents
	)
	// Not inside the transaction: it writes to the disk.
	const file = await storeContents(ctx, pdf, {
		name: `${report.reference}.pdf`,
		type: 'pdf',
		owner: { kind: 'yearly-report', id: reportId }
	})
	const { numUpdatedRows } = await ctx.db
		.updateTable('yearlyReport')
		.set({ fileId: file.id })
		.where('id', '=', reportId)
		.where('fileId', 'is', null)
		.executeTakeFirst()
	if (!numUpdatedRows) await removeFile(ctx, file.id)
}
