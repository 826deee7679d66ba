/** Plots as SVG text: drawn on the server, so that they are there without a script, in print, and to be taken away. */
import { max, ticks } from 'd3-array'

/** One figure: `rows` are what is told apart (years, kinds), `series` what is counted of each; null is not known. */
export type PlotData = { series: string[]; rows: { label: string; values: (number | null)[] }[] }
export type PlotStyle = {
	/** For whoever does not see it: what it shows. */
	title: string
	/** A value in words. */
	format(value: number): string
	/** The same, short, for an axis. */
	short(value: number): string
	colours: { series: string[]; ink: string; soft: string; line: string; paper: string }
}

const WIDTH = 480
const FONT = "'Sofia Sans', 'DejaVu Sans', sans-serif"

export const escaped = (text: string) =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\p{Cc}/gu, ' ')
const round = (value: number) => Math.round(value * 10) / 10

export const text = (
	x: number,
	y: number,
	words: string,
	{
		fill,
		anchor = 'start',
		size = 13,
		weight = 400
	}: { fill: string; anchor?: 'start' | 'middle' | 'end'; size?: number; weight?: number }
) =>
	`<text x="${round(x)}" y="${round(y)}" fill="${fill}" text-anchor="${anchor}" font-size="${size}"${weight === 400 ? '' : ` font-weight="${weight}"`}>${escaped(words)}</text>`

export const frame = (width: number, height: number, { title, colours }: Pick<PlotStyle, 'title' | 'colours'>, body: string) =>
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${Math.ceil(height)}" width="${width}" height="${Math.ceil(height)}" role="img" aria-label="${escaped(title)}" font-family="${FONT}">` +
	`<rect width="100%" height="100%" fill="${colours.paper}"/>${body}</svg>`

/** The names of the series with their colours, in as many lines as they need, from `y` down. Nothing for one series. */
function legend({ series }: PlotData, { colours }: PlotStyle, y: number): { body: string; height: number } {
	if (series.length < 2) return { body: '', height: 0 }
	let x = 0
	let line = 0
	let body = ''
	for (const [i, name] of series.entries()) {
		// Wide enough for the widest letters of either script, also where a telephone shows them larger.
		const width = 24 + name.length * 9
		if (x > 0 && x + width > WIDTH) {
			x = 0
			line++
		}
		body += `<rect x="${round(x)}" y="${y + line * 20 + 2}" width="12" height="12" rx="2" fill="${colours.series[i % colours.series.length]}"/>`
		body += text(x + 18, y + line * 20 + 12, name, { fill: colours.soft })
		x += width + 8
	}
	return { body, height: (line + 1) * 20 + 8 }
}

/** Columns side by side, one group a row, for what goes on in time. */
export function columns(data: PlotData, style: PlotStyle): string {
	const { colours } = style
	const key = legend(data, style, 0)
	const [left, right, top, tall] = [52, WIDTH - 4, key.height + 26, 200]
	const most = max(data.rows.flatMap(({ values }) => values.map((value) => value ?? 0))) || 1
	// What is counted in ones is marked in ones: there is no half event.
	const inOnes = data.rows.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)))
	const marks = ticks(0, most, inOnes ? Math.min(4, most) : 4)
	const step = marks.length > 1 ? marks[1]! - marks[0]! : 1
	const highest = Math.max(most, Math.ceil(most / step) * step)
	const y = (value: number) => top + tall - (value / highest) * tall
	let body = key.body
	for (const mark of marks) {
		body += `<line x1="${left}" x2="${right}" y1="${round(y(mark))}" y2="${round(y(mark))}" stroke="${colours.line}"/>`
		body += text(left - 8, y(mark) + 4, style.short(mark), { fill: colours.soft, anchor: 'end', size: 12 })
	}
	const room = (right - left) / Math.max(1, data.rows.length)
	const group = Math.min(room * 0.78, 28 * data.series.length)
	const width = group / Math.max(1, data.series.length)
	// Every label when there is room for them, else every second, third …
	const every = Math.ceil((Math.max(...data.rows.map(({ label }) => label.length), 1) * 7 + 8) / room)
	for (const [i, { label, values }] of data.rows.entries()) {
		const from = left + room * i + (room - group) / 2
		for (const [j, value] of values.entries()) {
			if (value === null) continue
			const at = y(Math.max(0, value))
			body += `<rect x="${round(from + j * width)}" y="${round(at)}" width="${round(Math.max(1, width - 1.5))}" height="${round(top + tall - at)}" fill="${colours.series[j % colours.series.length]}"><title>${escaped(`${label} – ${data.series[j] ?? ''}: ${style.format(value)}`)}</title></rect>`
			if (data.series.length === 1 && data.rows.length <= 8)
				body += text(from + width / 2, at - 5, style.short(value), { fill: colours.ink, anchor: 'middle', size: 12 })
		}
		if ((data.rows.length - 1 - i) % every === 0)
			body += text(left + room * (i + 0.5), top + tall + 18, label, { fill: colours.soft, anchor: 'middle', size: 12 })
	}
	body += `<line x1="${left}" x2="${right}" y1="${top + tall}" y2="${top + tall}" stroke="${colours.soft}"/>`
	return frame(WIDTH, top + tall + 28, style, body)
}

/** Bars one under another, each below its name, for what has long names. */
export function bars(data: PlotData, style: PlotStyle): string {
	const { colours } = style
	const key = legend(data, style, 0)
	const most = max(data.rows.flatMap(({ values }) => values.map((value) => value ?? 0))) || 1
	const thick = data.series.length > 1 ? 11 : 14
	const tall = 22 + data.series.length * (thick + 2) + 8
	const long = WIDTH - 92
	let body = key.body
	for (const [i, { label, values }] of data.rows.entries()) {
		const top = key.height + i * tall
		body += text(0, top + 14, label.length > 62 ? `${label.slice(0, 60)}…` : label, { fill: colours.ink })
		for (const [j, value] of values.entries()) {
			const y = top + 21 + j * (thick + 2)
			const width = value === null ? 0 : Math.max(1.5, (Math.max(0, value) / most) * long)
			if (value !== null)
				body += `<rect x="0" y="${y}" width="${round(width)}" height="${thick}" rx="1.5" fill="${colours.series[j % colours.series.length]}"/>`
			body += text(width + 7, y + thick - 1.5, value === null ? '–' : style.format(value), { fill: colours.soft, size: 12 })
		}
	}
	return frame(WIDTH, key.height + data.rows.length * tall + 4, style, body)
}
