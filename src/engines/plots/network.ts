import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force'
import { escaped, frame, text, type PlotStyle } from './plot.ts'

export type Node = { id: string; label: string; group: number }
export type Edge = { from: string; to: string; weight: number }

const WIDTH = 720
const HEIGHT = 480
const STEPS = 220
/** From this many nodes on they stand as close as they may. */
const CROWD = 40
const MOST_NAMED = 12
/** How wide a letter of a name is, about. */
const LETTER = 6.6

type Box = { left: number; right: number; top: number; bottom: number }
const meet = (one: Box, other: Box) =>
	one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
const around = ({ x, y }: { x: number; y: number }, r: number): Box => ({ left: x - r, right: x + r, top: y - r, bottom: y + r })

/**
 * Who works with whom: nodes pushed apart and drawn together by what they share, the same drawing for the same data.
 * `groups` names the colours; the best linked nodes carry their names.
 */
export function networkPlot(
	{ nodes, edges, groups }: { nodes: Node[]; edges: Edge[]; groups: string[] },
	style: PlotStyle
): string {
	const { colours } = style
	const degree = new Map(nodes.map(({ id }) => [id, 0]))
	for (const { from, to, weight } of edges) for (const id of [from, to]) degree.set(id, (degree.get(id) ?? 0) + weight)
	const most = Math.max(1, ...degree.values())
	const radius = (id: string) => 5 + 13 * Math.sqrt((degree.get(id) ?? 0) / most)
	const placed = nodes.map((node) => ({ ...node, x: 0, y: 0 }))
	// Where each begins is told by its place in the list, so nothing here depends on chance.
	for (const [i, node] of placed.entries()) {
		const angle = i * 2.399963
		node.x = WIDTH / 2 + 14 * Math.sqrt(i) * Math.cos(angle)
		node.y = HEIGHT / 2 + 14 * Math.sqrt(i) * Math.sin(angle)
	}
	// Few have the whole frame: closer together their names would lie on one another.
	const spread = Math.min(3, Math.max(1, Math.sqrt(CROWD / Math.max(1, nodes.length))))
	const links = edges.map(({ from, to, weight }) => ({ source: from, target: to, weight }))
	forceSimulation(placed)
		.force('charge', forceManyBody().strength(-190 * spread ** 2))
		.force(
			'link',
			forceLink<(typeof placed)[number], (typeof links)[number]>(links)
				.id(({ id }) => id)
				.distance(70 * spread)
				.strength(({ weight }) => Math.min(0.6, 0.12 + weight * 0.05))
		)
		.force(
			'collide',
			forceCollide<(typeof placed)[number]>(({ id }) => radius(id) + 5)
		)
		.force('x', forceX(WIDTH / 2).strength(0.05))
		.force('y', forceY(HEIGHT / 2).strength(0.09))
		.force('center', forceCenter(WIDTH / 2, HEIGHT / 2))
		.stop()
		.tick(STEPS)
	const inside = (value: number, room: number) => Math.min(room - 24, Math.max(24, value))
	const at = new Map(placed.map(({ id, x, y }) => [id, { x: inside(x, WIDTH), y: inside(y, HEIGHT) }]))
	const round = (value: number) => Math.round(value * 10) / 10
	let body = ''
	for (const { from, to, weight } of edges) {
		const [one, other] = [at.get(from), at.get(to)]
		if (one && other)
			body += `<line x1="${round(one.x)}" y1="${round(one.y)}" x2="${round(other.x)}" y2="${round(other.y)}" stroke="${colours.line}" stroke-width="${round(1 + Math.min(5, weight * 0.6))}"/>`
	}
	for (const { id, label, group } of nodes) {
		const { x, y } = at.get(id)!
		body += `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius(id))}" fill="${colours.series[group % colours.series.length]}" stroke="${colours.paper}" stroke-width="1.5"><title>${escaped(label)}</title></circle>`
	}
	const discs = nodes.map(({ id }) => around(at.get(id)!, radius(id)))
	const written: Box[] = []
	const best = [...nodes].sort((a, b) => (degree.get(b.id) ?? 0) - (degree.get(a.id) ?? 0)).slice(0, MOST_NAMED)
	for (const { id, label } of best) {
		const { x, y } = at.get(id)!
		const words = label.length > 30 ? `${label.slice(0, 28)}…` : label
		const wide = words.length * LETTER
		const anchor = x < 110 ? 'start' : x > WIDTH - 110 ? 'end' : 'middle'
		const left = anchor === 'start' ? x : anchor === 'end' ? x - wide : x - wide / 2
		// Above its node or under it, on no other name, and rather on no node; where there is no room it is told by its title alone.
		const places = [y - radius(id) - 4, y + radius(id) + 14].map((base) => ({
			base,
			box: { left, right: left + wide, top: base - 11, bottom: base + 3 }
		}))
		const free = places.filter(({ box }) => box.bottom < HEIGHT && !written.some((other) => meet(box, other)))
		const place = free.find(({ box }) => !discs.some((disc) => meet(box, disc))) ?? free[0]
		if (!place) continue
		written.push(place.box)
		body += text(x, place.base, words, { fill: colours.ink, anchor, size: 12, weight: 600 })
	}
	for (const [i, name] of groups.entries()) {
		body += `<circle cx="12" cy="${14 + i * 20}" r="6" fill="${colours.series[i % colours.series.length]}"/>`
		body += text(24, 18 + i * 20, name, { fill: colours.soft })
	}
	return frame(WIDTH, HEIGHT, style, body)
}
