/** The two countries side by side on one sheet, each as large as it can be read: not to one scale. */
import { geoConicConformal, type GeoProjection } from 'd3-geo'
import { programme } from '../programme.ts'
import { mappedIn, pathOf } from '../territories.ts'
import { outlines } from './outlines.ts'

type Point = [lon: number, lat: number]

export const MAP_WIDTH = 720
export const MAP_HEIGHT = 400

const rings = (drawing: string): Point[][] =>
	drawing.split('; ').map((ring) => {
		let [lon, lat] = [0, 0]
		return ring.split(' ').map((step): Point => {
			const [x, y] = step.split(',').map(Number)
			lon += x!
			lat += y!
			return [lon / 100, lat / 100]
		})
	})

// A drawing may be of a place that is in no country of this programme.
const drawn = Object.entries(outlines).flatMap(([code, drawing]) => {
	const country = pathOf(code)[0]?.code
	return country ? [{ code, country, rings: rings(drawing) }] : []
})
/** The middles of the territories of a country that nobody has drawn. */
const middles = (country: string): { code: string; at: Point }[] =>
	drawn.some((each) => each.country === country) ? [] : mappedIn(country).map(({ code, lon, lat }) => ({ code, at: [lon, lat] }))

/** Where a cone cuts the country: a sixth from its ends, unless its geographers have chosen. */
const cuts: Record<string, [number, number]> = { FR: [44, 49], BG: [42, 43] }
const sheet = (country: string, box: [Point, Point]): GeoProjection | undefined => {
	const outline = drawn.filter((each) => each.country === country).flatMap((each) => each.rings.flat())
	const coordinates = outline.length ? outline : middles(country).map(({ at }) => at)
	if (!coordinates.length) return undefined
	const [south, north] = [Math.min(...coordinates.map(([, lat]) => lat)), Math.max(...coordinates.map(([, lat]) => lat))]
	const parallels = cuts[country] ?? [south + (north - south) / 6, north - (north - south) / 6]
	const middle = coordinates.reduce((sum, [lon]) => sum + lon, 0) / coordinates.length
	return geoConicConformal().rotate([-middle, 0]).parallels(parallels).fitExtent(box, { type: 'MultiPoint', coordinates })
}
const boxes: [Point, Point][] = [
	[
		[8, 8],
		[400, 392]
	],
	[
		[436, 106],
		[712, 292]
	]
]
const sheets: Record<string, GeoProjection | undefined> = Object.fromEntries(
	programme.countries.slice(0, 2).map(({ code }, at) => [code, sheet(code, boxes[at]!)])
)

/** Where a place is on the map, in its units; null outside both countries. */
export function placeOnMap(country: string, lon: number, lat: number): [number, number] | null {
	const at = sheets[country]?.([lon, lat])
	return at && at[0] >= 0 && at[0] <= MAP_WIDTH && at[1] >= 0 && at[1] <= MAP_HEIGHT ? at : null
}

const round = (value: number) => Math.round(value * 10) / 10

const disc = ([x, y]: [number, number]) => `M${round(x - 7)} ${round(y)}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0Z`

/** Every region and district as the `d` of a path; one that nobody has drawn is a disc. */
export const shapes: readonly { code: string; country: string; path: string }[] = [
	...drawn.map(({ code, country, rings }) => ({
		code,
		country,
		path: rings.map((ring) => `M${ring.map((point) => sheets[country]!(point)!.map(round).join(' ')).join('L')}Z`).join('')
	})),
	...programme.countries.flatMap(({ code: country }) =>
		middles(country).map(({ code, at }) => ({ code, country, path: disc(sheets[country]!(at)!) }))
	)
]

/** An arch from one place to another, as the footbridge has. */
export function arch([x1, y1]: [number, number], [x2, y2]: [number, number]): string {
	const rise = Math.hypot(x2 - x1, y2 - y1) * 0.22
	return `M${round(x1)} ${round(y1)}Q${round((x1 + x2) / 2)} ${round(Math.min(y1, y2) - rise)} ${round(x2)} ${round(y2)}`
}
