/** The two countries side by side on one sheet, each as large as it can be read: not to one scale. */
import { geoConicConformal, type GeoProjection } from 'd3-geo'
import { outlines } from '#programme/territories/outlines'
import { pathOf } from '#programme/territories'

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

const drawn = Object.entries(outlines).map(([code, drawing]) => ({ code, country: pathOf(code)[0]!.code, rings: rings(drawing) }))

const sheet = (country: string, box: [Point, Point], parallels: [number, number]): GeoProjection => {
	const coordinates = drawn.filter((each) => each.country === country).flatMap((each) => each.rings.flat())
	const middle = coordinates.reduce((sum, [lon]) => sum + lon, 0) / coordinates.length
	return geoConicConformal().rotate([-middle, 0]).parallels(parallels).fitExtent(box, { type: 'MultiPoint', coordinates })
}
const sheets: Record<string, GeoProjection> = {
	FR: sheet(
		'FR',
		[
			[8, 8],
			[400, 392]
		],
		[44, 49]
	),
	BG: sheet(
		'BG',
		[
			[436, 106],
			[712, 292]
		],
		[42, 43]
	)
}

/** Where a place is on the map, in its units; null outside both countries. */
export function placeOnMap(country: string, lon: number, lat: number): [number, number] | null {
	const at = sheets[country]?.([lon, lat])
	return at && at[0] >= 0 && at[0] <= MAP_WIDTH && at[1] >= 0 && at[1] <= MAP_HEIGHT ? at : null
}

const round = (value: number) => Math.round(value * 10) / 10

/** Every region and oblast as the `d` of a path. */
export const shapes: readonly { code: string; country: string; path: string }[] = drawn.map(({ code, country, rings }) => ({
	code,
	country,
	path: rings.map((ring) => `M${ring.map((point) => sheets[country]!(point)!.map(round).join(' ')).join('L')}Z`).join('')
}))

/** An arch from one place to another, as the footbridge has. */
export function arch([x1, y1]: [number, number], [x2, y2]: [number, number]): string {
	const rise = Math.hypot(x2 - x1, y2 - y1) * 0.22
	return `M${round(x1)} ${round(y1)}Q${round((x1 + x2) / 2)} ${round(Math.min(y1, y2) - rise)} ${round(x2)} ${round(y2)}`
}
