import { escaped, frame, type PlotStyle } from './plot.ts'

/** A region as it is drawn: the `d` of a path, which of the colours, what it is called and how many it has. */
export type Region = { path: string; group: number; label: string; count: number }

const STEPS = 5
/** Five steps, each some times more than the one before: one capital would leave all the others white. 0 is none. */
export const shade = (count: number, most: number): number => {
	const step = Math.ceil((STEPS * Math.log(count + 1)) / Math.log(Math.max(1, most) + 1))
	// The most of all comes out a hair above the last step now and then.
	return count === 0 ? 0 : Math.min(STEPS, Math.max(1, step))
}

const OPACITY = [0.06, 0.2, 0.36, 0.54, 0.74, 0.95]

/** Regions of one or more countries on a sheet of `width` × `height`, the darker, the more. */
export function mapPlot(
	{ regions, width, height }: { regions: Region[]; width: number; height: number },
	style: PlotStyle
): string {
	const { colours, format } = style
	const most = Math.max(1, ...regions.map(({ count }) => count))
	const body = regions.map(
		({ path, group, label, count }) =>
			`<path d="${path}" fill="${colours.series[group % colours.series.length]}" fill-opacity="${OPACITY[shade(count, most)]}" stroke="${colours.soft}" stroke-width="0.7" stroke-linejoin="round"><title>${escaped(`${label}: ${format(count)}`)}</title></path>`
	)
	return frame(width, height, style, body.join(''))
}
