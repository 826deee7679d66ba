import { mapPlot } from '#engines/plots/map'
import { onPaper, plotStyle } from '#engines/plots/styles'
import { pickText, translate, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { territory } from '#programme/territories'
import { MAP_HEIGHT, MAP_WIDTH, shapes } from '#programme/territories/map'
import type { RegionRow } from './dashboards.server.ts'

/** What each region of both countries got, drawn: projects and events together. For paper and for taking away. */
export function regionsMap(rows: RegionRow[], locale: Locale): string {
	const counts = new Map(rows.map(({ code, projects, events }) => [code, projects + events]))
	const regions = shapes.map(({ code, country, path }) => ({
		path,
		group: country === programme.countries[0]!.code ? 0 : 1,
		label: pickText(territory(code)?.name, locale) || code,
		count: counts.get(code) ?? 0
	}))
	return mapPlot(
		{ regions, width: MAP_WIDTH, height: MAP_HEIGHT },
		plotStyle(locale, 'count', translate(locale, 'figure.regions'), onPaper)
	)
}
