import sharp from 'sharp'
import { networkPlot } from '#engines/plots/network'
import { bars, columns } from '#engines/plots/plot'
import { onPaper, plotStyle } from '#engines/plots/styles'
import { csvLine, csvResponse } from '#platform/csv'
import { notFound } from '#platform/errors'
import { translator, type Locale } from '#platform/i18n'
import type { Dashboard } from './dashboards.server.ts'
import type { Figure } from './figure-schema.ts'
import { regionsMap } from './regions-map.ts'

/** Three pixels to the unit: a slide shows it sharp. */
const PIXELS_PER_UNIT = 3

type Drawing = { svg: string; table: (string | number | null)[][] }

const drawingOf = (figure: Figure, locale: Locale): Drawing => ({
	svg: (figure.form === 'bars' ? bars : columns)(figure, plotStyle(locale, figure.unit, figure.title, onPaper)),
	table: [
		[figure.title, ...figure.series],
		// Money leaves in euros, as a spreadsheet reads it.
		...figure.rows.map(({ label, values }) => [
			label,
			...values.map((value) => (value !== null && figure.unit === 'money' ? value / 100 : value))
		])
	]
})

function named({ figures, drawn, regions }: Drawable, name: string, locale: Locale): Drawing | undefined {
	const t = translator(locale)
	if (name === 'partnerships' && drawn) {
		const nameOf = (id: string) => drawn.nodes.find((node) => node.id === id)?.label ?? id
		return {
			svg: networkPlot(drawn, plotStyle(locale, 'count', t('figure.partnerships'), onPaper)),
			table: [
				[t('figure.one'), t('figure.other'), t('figure.series.projects')],
				...drawn.edges.map(({ from, to, weight }) => [nameOf(from), nameOf(to), weight])
			]
		}
	}
	if (name === 'regions' && regions)
		return {
			svg: regionsMap(regions, locale),
			table: [
				[t('figure.territory'), t('figure.series.projects'), t('figure.series.events'), t('figure.series.organisations')],
				...regions.map((row) => [row.name, row.projects, row.events, row.organisations])
			]
		}
	const figure = figures.find(({ key }) => key === name)
	return figure && drawingOf(figure, locale)
}

async function* linesOf(table: Drawing['table']) {
	for (const row of table) yield csvLine(row)
}

export type Drawable = Pick<Dashboard, 'figures'> & Partial<Pick<Dashboard, 'drawn' | 'regions'>>

/**
 * A figure to take away, by its file's name (`events.svg`): as a drawing, a picture (PNG) or a table (CSV).
 * 404 for another name or ending.
 */
export async function figureFile(from: Drawable, file: string, locale: Locale): Promise<Response> {
	const [, name, ending] = /^([\w-]+)\.(svg|png|csv)$/.exec(file) ?? []
	const drawing = name ? named(from, name, locale) : undefined
	if (!drawing) return notFound()
	if (ending === 'csv') return csvResponse(name!, linesOf(drawing.table))
	const headers = { 'content-disposition': `attachment; filename="${name}.${ending}"`, 'cache-control': 'private, no-store' }
	if (ending === 'svg')
		return new Response(drawing.svg, { headers: { ...headers, 'content-type': 'image/svg+xml; charset=utf-8' } })
	const png = await sharp(Buffer.from(drawing.svg), { density: 72 * PIXELS_PER_UNIT })
		.png()
		.toBuffer()
	return new Response(new Uint8Array(png), { headers: { ...headers, 'content-type': 'image/png' } })
}
