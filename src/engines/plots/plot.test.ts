import { parseXml } from '@rgrove/parse-xml'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mapPlot } from './map.ts'
import { networkPlot } from './network.ts'
import { bars, columns, type PlotStyle } from './plot.ts'

const style: PlotStyle = {
	title: 'Événements <par> année & "pays"',
	format: (value) => `${value} €`,
	short: String,
	colours: { series: ['#123', '#456'], ink: '#000', soft: '#555', line: '#ccc', paper: '#fff' }
}
const rows = fc.array(
	fc.record({
		label: fc.string(),
		values: fc.tuple(fc.option(fc.integer({ min: 0, max: 1e9 })), fc.option(fc.integer({ min: 0, max: 1e9 })))
	}),
	{ maxLength: 30 }
)

describe('a plot', () => {
	test('is well-formed whatever its words, and holds no number that is none', () => {
		fc.assert(
			fc.property(rows, fc.string(), (rows, name) => {
				for (const draw of [bars, columns]) {
					const svg = draw({ series: ['Un', name], rows }, style)
					parseXml(svg)
					expect(svg).not.toMatch(/NaN|Infinity|undefined/)
				}
			}),
			{ numRuns: 60 }
		)
	})

	test('draws a value as long as it is large', () => {
		const svg = bars({ series: ['Un'], rows: [10, 5].map((value) => ({ label: String(value), values: [value] })) }, style)
		const widths = [...svg.matchAll(/<rect x="0" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width))
		expect(widths).toEqual([388, 194])
	})

	test('has room above its highest column for what it is worth, in the larger letters of a phone', () => {
		const svg = columns({ series: ['Un'], rows: [{ label: '2027', values: [8] }] }, style)
		const heights = [...svg.matchAll(/<text [^>]*\by="([\d.]+)"/g)].map(([, y]) => Number(y))
		expect(heights.length).toBeGreaterThan(2)
		expect(Math.min(...heights)).toBeGreaterThanOrEqual(15)
	})

	test('marks what is counted in ones in ones', () => {
		const marksOf = (value: number) =>
			[
				...columns({ series: ['Un'], rows: [{ label: '', values: [value] }] }, style).matchAll(/text-anchor="end"[^>]*>([^<]*)</g)
			].map(([, mark]) => mark)
		expect(marksOf(1)).toEqual(['0', '1'])
		expect(marksOf(3)).toEqual(['0', '1', '2', '3'])
		expect(marksOf(0.5)).toContain('0.1')
	})

	test('leaves out what is not known, and says so', () => {
		const svg = bars({ series: ['Un'], rows: [{ label: 'a', values: [null] }] }, style)
		expect(svg).not.toContain('<rect x="0"')
		expect(svg).toContain('–')
	})
})

describe('the drawing of a network', () => {
	const nodes = Array.from({ length: 40 }, (_, i) => ({ id: String(i), label: `N${i}`, group: i % 2 }))
	const edges = nodes.slice(1).map(({ id }) => ({ from: String(Number(id) >> 1), to: id, weight: 1 }))

	test('is the same for the same data, within its frame', () => {
		const svg = networkPlot({ nodes, edges, groups: ['France', 'Bulgarie'] }, style)
		expect(networkPlot({ nodes, edges, groups: ['France', 'Bulgarie'] }, style)).toBe(svg)
		parseXml(svg)
		const places = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)]
		expect(places.length).toBe(42)
		for (const [, x, y] of places) expect(Number(x) >= 0 && Number(x) <= 720 && Number(y) >= 0 && Number(y) <= 480).toBe(true)
	})

	test('writes no name on another, and every name where there is room', () => {
		const named = nodes.map((node) => ({ ...node, label: `Commune de la vallée ${node.id}` }))
		const namesIn = (svg: string) =>
			[...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*text-anchor="(\w+)"[^>]*>(Commune[^<]*)</g)].map(
				([, x, y, anchor, words]) => ({ x: Number(x), y: Number(y), anchor, words: words! })
			)
		const few = namesIn(networkPlot({ nodes: named.slice(0, 4), edges: edges.slice(0, 3), groups: [] }, style))
		expect(few).toHaveLength(4)
		const many = namesIn(networkPlot({ nodes: named, edges, groups: [] }, style))
		expect(many.length).toBeGreaterThan(6)
		for (const [i, one] of many.entries())
			for (const other of many.slice(i + 1))
				if (one.anchor === other.anchor && Math.abs(one.y - other.y) < 13)
					expect(Math.abs(one.x - other.x)).toBeGreaterThan(6 * one.words.length)
	})

	test('of nobody is a frame', () => {
		const drawn = parseXml(networkPlot({ nodes: [], edges: [], groups: [] }, style))
		expect(drawn.root).toMatchObject({ name: 'svg' })
		expect(drawn.text).not.toMatch(/NaN|undefined/)
	})
})

describe('a map', () => {
	test('is well-formed whatever its words; what has more is never lighter, and what has none is lightest', () => {
		const region = fc.record({ label: fc.string(), count: fc.nat(1e6), group: fc.nat(3) })
		fc.assert(
			fc.property(fc.array(region, { minLength: 1, maxLength: 20 }), (regions) => {
				const svg = mapPlot({ regions: regions.map((each) => ({ ...each, path: 'M0 0L1 1Z' })), width: 100, height: 50 }, style)
				parseXml(svg)
				const opacity = [...svg.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, value]) => Number(value))
				expect(opacity).toHaveLength(regions.length)
				for (const [i, one] of regions.entries())
					for (const [j, other] of regions.entries())
						if (one.count <= other.count) expect(opacity[i]!).toBeLessThanOrEqual(opacity[j]!)
			})
		)
	})
})
