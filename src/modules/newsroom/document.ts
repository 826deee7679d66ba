/**
 * The text of news, pages and mailings: a tree of known nodes, never HTML. The names are those of the editors built on
 * ProseMirror, so that one can be put over it. Browser-safe.
 */
export type Mark = { type: 'bold' } | { type: 'italic' } | { type: 'link'; attrs: { href: string } }
export type Inline = { type: 'text'; text: string; marks?: Mark[] } | { type: 'hardBreak' }
export type ListItem = { type: 'listItem'; content: Block[] }
export type EmbedKind = 'event' | 'call' | 'project'
export type Block =
	| { type: 'paragraph'; content: Inline[] }
	| { type: 'heading'; attrs: { level: 2 | 3 | 4 }; content: Inline[] }
	| { type: 'bulletList' | 'orderedList'; content: ListItem[] }
	| { type: 'blockquote'; content: Block[] }
	| { type: 'horizontalRule' }
	/** `alt` and `credit` are the library's unless written here. */
	| { type: 'image'; attrs: { media: string; alt: string; credit: string } }
	| { type: 'file'; attrs: { media: string; title: string } }
	| { type: 'embed'; attrs: { kind: EmbedKind; id: string } }
export type Document = { type: 'doc'; content: Block[] }

export const emptyDocument: Document = { type: 'doc', content: [] }

/** Quotes and lists in one another: deeper is nobody's text. */
const DEEPEST = 8
const MOST_NODES = 5000
/** The id, if it is one. */
const idIn = (value: unknown): string | null =>
	typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? value : null
const embedKinds: readonly string[] = ['event', 'call', 'project'] satisfies EmbedKind[]

/**
 * The address if it may be linked to: http, https, mailto, or a path of this site. Null for anything else: other schemes
 * run scripts, and `//host` or a backslash leaves the site in disguise.
 */
export function safeHref(value: unknown): string | null {
	if (typeof value !== 'string') return null
	const href = value.trim()
	// eslint-disable-next-line no-control-regex -- browsers drop these inside a scheme: "java\nscript:"
	if (href === '' || href.length > 2000 || /[\u0000-\u0020\u007f\u00a0\u2028\u2029\\<>"]/.test(href)) return null
	if (/^\/(?!\/)/.test(href)) return href
	if (!/^(https?:\/\/|mailto:)/i.test(href)) return null
	try {
		const { protocol, username, password } = new URL(href)
		return ['http:', 'https:', 'mailto:'].includes(protocol) && !username && !password ? href : null
	} catch {
		return null
	}
}

const words = (value: unknown, max: number): string =>
	typeof value === 'string'
		? value
				.slice(0, max)
				.toWellFormed()
				// eslint-disable-next-line no-control-regex -- PostgreSQL keeps no U+0000; marks that turn the writing round deceive
				.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
		: ''

const record = (value: unknown): Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** A tree of whatever origin, with what is unknown in it left out: nodes (their known children move up), attributes, addresses. */
export function readDocument(value: unknown): Document {
	const left = { nodes: MOST_NODES }
	return { type: 'doc', content: blocks(list(record(value).content), 0, left) }
}

type Left = { nodes: number }

function blocks(nodes: unknown[], depth: number, left: Left): Block[] {
	if (depth > DEEPEST) return []
	const read: Block[] = []
	let loose: unknown[] = []
	const gather = () => {
		const content = inlines(loose, left)
		loose = []
		if (content.length) read.push({ type: 'paragraph', content })
	}
	for (const node of nodes) {
		if (left.nodes-- <= 0) break
		const { type } = record(node)
		if (type === 'text' || type === 'hardBreak') {
			loose.push(node)
			continue
		}
		gather()
		read.push(...block(record(node), depth, left))
	}
	gather()
	return read
}

function block(node: Record<string, unknown>, depth: number, left: Left): Block[] {
	const [attrs, content] = [record(node.attrs), list(node.content)]
	const media = idIn(attrs.media)
	switch (node.type) {
		case 'paragraph': {
			const text = inlines(content, left)
			return text.length ? [{ type: 'paragraph', content: text }] : []
		}
		case 'heading': {
			const text = inlines(content, left)
			// The page's own title is the first level.
			const level = attrs.level === 3 || attrs.level === 4 ? attrs.level : 2
			return text.length ? [{ type: 'heading', attrs: { level }, content: text }] : []
		}
		case 'bulletList':
		case 'orderedList': {
			const items = content.flatMap((item): ListItem[] => {
				const inside = blocks(list(record(item).content), depth + 1, left)
				return inside.length ? [{ type: 'listItem', content: inside }] : []
			})
			return items.length ? [{ type: node.type, content: items }] : []
		}
		case 'blockquote': {
			const inside = blocks(content, depth + 1, left)
			return inside.length ? [{ type: 'blockquote', content: inside }] : []
		}
		case 'horizontalRule':
			return [{ type: 'horizontalRule' }]
		case 'image':
			return media ? [{ type: 'image', attrs: { media, alt: words(attrs.alt, 500), credit: words(attrs.credit, 200) } }] : []
		case 'file':
			return media ? [{ type: 'file', attrs: { media, title: words(attrs.title, 200) } }] : []
		case 'embed': {
			const id = idIn(attrs.id)
			return id && embedKinds.includes(attrs.kind as string)
				? [{ type: 'embed', attrs: { kind: attrs.kind as EmbedKind, id } }]
				: []
		}
		// What such elements hold is not text for a reader.
		case 'script':
		case 'style':
			return []
		default:
			return blocks(content, depth + 1, left)
	}
}

function inlines(nodes: unknown[], left: Left): Inline[] {
	const read: Inline[] = []
	for (const node of nodes.map(record)) {
		if (left.nodes-- <= 0) break
		if (node.type === 'hardBreak') read.push({ type: 'hardBreak' })
		if (node.type !== 'text') continue
		const text = words(node.text, 100_000)
		if (text) read.push(...marked(text, marksOf(node.marks)))
	}
	return tidied(read)
}

/** Spaces at the edges of a marked text are outside of it: `**so **` is nobody's meaning, and no markup can say it. */
function marked(text: string, marks: Mark[]): Inline[] {
	if (marks.length === 0) return [{ type: 'text', text }]
	const [, before, inside, after] = /^(\s*)(.*?)(\s*)$/s.exec(text)!
	return [
		...(before ? [{ type: 'text' as const, text: before }] : []),
		...(inside ? [{ type: 'text' as const, text: inside, marks }] : []),
		...(after ? [{ type: 'text' as const, text: after }] : [])
	]
}

/** Neighbours under the same marks are one text; a block begins and ends with a word. */
function tidied(parts: Inline[]): Inline[] {
	const joined: Inline[] = []
	for (const part of parts) {
		const last = joined.at(-1)
		if (part.type === 'text' && last?.type === 'text' && JSON.stringify(part.marks) === JSON.stringify(last.marks))
			joined[joined.length - 1] = { ...last, text: last.text + part.text }
		else joined.push(part)
	}
	const trim = (at: 0 | -1, edge: RegExp) => {
		for (let part = joined.at(at); part; part = joined.at(at)) {
			const text = part.type === 'text' ? part.text.replace(edge, '') : ''
			if (text) {
				joined[at === 0 ? 0 : joined.length - 1] = { ...(part as Extract<Inline, { type: 'text' }>), text }
				return
			}
			if (at === 0) joined.shift()
			else joined.pop()
		}
	}
	trim(0, /^\s+/)
	trim(-1, /\s+$/)
	return joined
}

function marksOf(value: unknown): Mark[] {
	const given = list(value).map(record)
	const href = safeHref(record(given.find(({ type }) => type === 'link')?.attrs).href)
	return [
		...(given.some(({ type }) => type === 'bold') ? [{ type: 'bold' as const }] : []),
		...(given.some(({ type }) => type === 'italic') ? [{ type: 'italic' as const }] : []),
		...(href ? [{ type: 'link' as const, attrs: { href } }] : [])
	]
}

/** Its words, a line for each block: for the search and for summaries. */
export const textOf = ({ content }: Document): string => content.map(wordsOf).filter(Boolean).join('\n')

function wordsOf(node: Block): string {
	switch (node.type) {
		case 'paragraph':
		case 'heading':
			return node.content.map((part) => (part.type === 'text' ? part.text : ' ')).join('')
		case 'bulletList':
		case 'orderedList':
			return node.content.map((item) => item.content.map(wordsOf).join('\n')).join('\n')
		case 'blockquote':
			return node.content.map(wordsOf).join('\n')
		case 'image':
			return node.attrs.alt
		case 'file':
			return node.attrs.title
		default:
			return ''
	}
}

/** Whatever it shows that is kept elsewhere: ids of the media library, and embeds as `event:id`. */
export function referencesIn(document: Document): { media: string[]; embeds: string[] } {
	const [media, embeds] = [new Set<string>(), new Set<string>()]
	const walk = (nodes: readonly (Block | ListItem)[]) => {
		for (const node of nodes) {
			if (node.type === 'image' || node.type === 'file') media.add(node.attrs.media)
			else if (node.type === 'embed') embeds.add(`${node.attrs.kind}:${node.attrs.id}`)
			else if (
				node.type === 'bulletList' ||
				node.type === 'orderedList' ||
				node.type === 'blockquote' ||
				node.type === 'listItem'
			)
				walk(node.content)
		}
	}
	walk(document.content)
	return { media: [...media], embeds: [...embeds] }
}
