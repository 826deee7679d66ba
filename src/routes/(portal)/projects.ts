/** How projects are shown on the portal. */
import type { Locale } from '#platform/i18n'
import { territory } from '#programme/territories'
import { territoryName } from '#ui/options.ts'

type Point = { country: string; lat: number; lon: number }

/** Where a territory is, for the map; undefined for one nobody knows. */
export const pointOf = (code: string): Point | undefined => {
	const at = territory(code)
	return at && { country: countryOf(code), lat: at.lat, lon: at.lon }
}

const countryOf = (code: string): string => {
	const at = territory(code)
	return at?.parent ? countryOf(at.parent) : code
}

/** Arcs as the map draws them, and both ends as words. */
export const drawnArcs = (locale: Locale, arcs: { from: string; to: string; count: number }[]) =>
	arcs.flatMap(({ from, to, count }) => {
		const [one, other] = [pointOf(from), pointOf(to)]
		const label = `${territoryName(locale, from)} – ${territoryName(locale, to)}`
		return one && other ? [{ from: one, to: other, label, count }] : []
	})
