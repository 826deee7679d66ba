/**
 * What people paste from Word, a mail or a web page, as a tree of known nodes: its words, headings, lists, quotations and
 * links; not its colours, scripts or pictures. Browser-safe.
 */
import { Parser } from 'htmlparser2'
import { readDocument, type Document } from './document.ts'

type Node = { type: string; attrs?: Record<string, unknown>; marks?: unknown[]; text?: string; content?: Node[] }
/** Deeper than any text, and shallow enough for whoever walks the tree. */
const DEEPEST = 100

type Open = { tag: string; node: Node | null; marks: unknown[]; hidden: boolean }

/** What such elements hold is not text for a reader. */
const silent = new Set([
	'script',
	'style',
	'head',
	'title',
	'template',
	'noscript',
	'svg',
	'math',
	'iframe',
	'object',
	'select',
	'o:p',
	'xml'
])
const headings: Record<string, number> = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 }
const breaking = new Set([
	'p',
	'div',
	'section',
	'article',
	'tr',
	'td',
	'th',
	'table',
	'dt',
	'dd',
	'pre',
	'figcaption',
	'header',
	'footer',
	'main'
])

/** The tree of pasted HTML. Never throws: of broken HTML it takes what can be read. */
export function parsePasted(html: string): Document {
	const root: Node = { type: 'doc', content: [] }
	const open: Open[] = [{ tag: '', node: root, marks: [], hidden: false }]
	const top = () => open.at(-1)!
	const holder = () => open.findLast(({ node }) => node)!.node!

	const put = (node: Node) => void holder().content!.push(node)
	const parser = new Parser(
		{
			onopentag(tag, attributes) {
				const parent = top()
				const marks = [...parent.marks, ...marksOf(tag, attributes)]
				const hidden =
					parent.hidden || silent.has(tag) || /(?:display\s*:\s*none|mso-hide\s*:\s*all)/i.test(attributes.style ?? '')
				if (hidden) return void open.push({ tag, node: null, marks, hidden })
				if (tag === 'br') put({ type: 'hardBreak' })
				if (tag === 'hr') put({ type: 'horizontalRule' })
				const node = open.length < DEEPEST ? nodeOf(tag, attributes) : null
				if (node) put(node)
				open.push({ tag, node, marks, hidden })
			},
			ontext(data) {
				const { hidden, marks } = top()
				if (hidden) return
				const text = data.replace(/[\s\u00a0]+/g, (spaces) => (spaces.includes('\u00a0') && spaces.length === 1 ? '\u00a0' : ' '))
				// The dot or number that Word writes before a point of a list.
				const bullet = holder().attrs?.word === true && holder().content!.length === 0
				const said = bullet ? text.replace(/^\s*(?:[·•o§▪‣–-]|\d+[.)]|[a-z][.)])\s*/i, '') : text
				if (said && (said.trim() || holder().content!.length)) put({ type: 'text', text: said, marks })
			},
			onclosetag() {
				open.pop()
			}
		},
		{ decodeEntities: true, lowerCaseTags: true }
	)
	parser.write(html)
	parser.end()
	return readDocument(joinLists(root))
}

function nodeOf(tag: string, attributes: Record<string, string>): Node | null {
	const level = headings[tag]
	if (level) return { type: 'heading', attrs: { level }, content: [] }
	if (tag === 'ul') return { type: 'bulletList', content: [] }
	if (tag === 'ol') return { type: 'orderedList', content: [] }
	if (tag === 'li') return { type: 'listItem', content: [] }
	if (tag === 'blockquote') return { type: 'blockquote', content: [] }
	if (breaking.has(tag)) {
		const word = /mso-list\s*:(?!\s*ignore)/i.test(attributes.style ?? '') || /\bMsoListParagraph/.test(attributes.class ?? '')
		const heading = /\bMsoHeading(\d)|\bMsoTitle/.exec(attributes.class ?? '')
		if (heading) return { type: 'heading', attrs: { level: heading[1] === '3' ? 3 : 2 }, content: [] }
		return { type: 'paragraph', attrs: { word }, content: [] }
	}
	return null
}

function marksOf(tag: string, { style = '', href }: Record<string, string>): unknown[] {
	const bold = tag === 'b' || tag === 'strong' || /font-weight\s*:\s*(?:bold|[6-9]00)/i.test(style)
	// Google Docs wraps everything it copies in <b style="font-weight:normal">.
	const plain = /font-weight\s*:\s*(?:normal|400)/i.test(style)
	return [
		...(bold && !plain ? [{ type: 'bold' }] : []),
		...(tag === 'i' || tag === 'em' || /font-style\s*:\s*italic/i.test(style) ? [{ type: 'italic' }] : []),
		...(tag === 'a' && href ? [{ type: 'link', attrs: { href } }] : [])
	]
}

/** Blocks inside paragraphs move up, and Word's paragraphs that look like points become a list. */
function joinLists(node: Node): Node {
	const content: Node[] = []
	const children = (node.content ?? []).map(joinLists)
	const around = children.some(isBlock)
	for (const child of children) {
		// What stands between blocks in the source is not said.
		if (around && child.type === 'text' && !child.text!.trim()) continue
		if (child.type === 'paragraph' && child.content?.some(isBlock)) {
			content.push(...child.content)
			continue
		}
		if (child.attrs?.word === true) {
			const item: Node = { type: 'listItem', content: [{ type: 'paragraph', content: child.content ?? [] }] }
			const last = content.at(-1)
			if (last?.type === 'bulletList' && last.attrs?.word === true) last.content!.push(item)
			else content.push({ type: 'bulletList', attrs: { word: true }, content: [item] })
			continue
		}
		content.push(child)
	}
	return { ...node, ...(node.content && { content }) }
}

const isBlock = ({ type }: Node) => type !== 'text' && type !== 'hardBreak'
