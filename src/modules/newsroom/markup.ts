/**
 * The way to write a document in a plain field: `## heading`, `- item`, `1. item`, `> quote`, `**bold**`, `*italic*`,
 * `[text](address)`, `---`, `![description](media:id "credit")`, `[title](media:id)` and an address of an event, a call or a
 * project, each alone on their line. HTML is text here like any other. Browser-safe.
 */
import { localePattern } from '#platform/languages'
import type { BlockContent, List, PhrasingContent, Root, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toMarkdown } from 'mdast-util-to-markdown'
import { readDocument, type Block, type Document, type EmbedKind, type Inline, type ListItem, type Mark } from './document.ts'

const parts: Record<string, EmbedKind> = { events: 'event', calls: 'call', projects: 'project' }
const folders: Record<EmbedKind, string> = { event: 'events', call: 'calls', project: 'projects' }
/** As people copy it from their browser, whole or without the host. */
const embedded = new RegExp(
	`^(?:https?://[^\\s/]+)?/(?:(?:${localePattern})/)?(events|calls|projects)/([0-9a-f-]{36})/?(?:[?#]\\S*)?$`
)
const inLibrary = /^media:([0-9a-f-]{36})$/

/** Nothing that begins HTML or code is looked for: what is typed in brackets or after four spaces stays what it is. */
const plain = {
	disable: { null: ['htmlFlow', 'htmlText', 'codeFenced', 'codeIndented', 'codeText', 'setextUnderline', 'definition'] }
}

/** The tree of what was typed. */
export function parseMarkup(text: string): Document {
	const root = fromMarkdown(text, { extensions: [plain] })
	return readDocument({ type: 'doc', content: root.children.flatMap(toBlocks) })
}

function toBlocks(node: RootContent): unknown[] {
	switch (node.type) {
		case 'paragraph': {
			const [only, ...others] = node.children
			if (only && others.length === 0) {
				if (only.type === 'text') {
					const [, folder, id] = embedded.exec(only.value.trim()) ?? []
					if (folder) return [{ type: 'embed', attrs: { kind: parts[folder], id } }]
				}
				if (only.type === 'image' || only.type === 'link') {
					const [, media] = inLibrary.exec(only.url) ?? []
					if (media && only.type === 'image')
						return [{ type: 'image', attrs: { media, alt: only.alt ?? '', credit: only.title ?? '' } }]
					if (media && only.type === 'link') return [{ type: 'file', attrs: { media, title: plainText(only.children) } }]
				}
			}
			return [{ type: 'paragraph', content: node.children.flatMap((child) => toInlines(child, [])) }]
		}
		case 'heading':
			return [
				{
					type: 'heading',
					attrs: { level: Math.min(Math.max(node.depth, 2), 4) },
					content: node.children.flatMap((child) => toInlines(child, []))
				}
			]
		case 'list':
			return [
				{
					type: node.ordered ? 'orderedList' : 'bulletList',
					content: node.children.map((item) => ({ type: 'listItem', content: item.children.flatMap(toBlocks) }))
				}
			]
		case 'blockquote':
			return [{ type: 'blockquote', content: node.children.flatMap(toBlocks) }]
		case 'thematicBreak':
			return [{ type: 'horizontalRule' }]
		default:
			return []
	}
}

const plainText = (nodes: PhrasingContent[]): string =>
	nodes.map((node) => ('value' in node ? node.value : 'children' in node ? plainText(node.children) : '')).join('')

function toInlines(node: PhrasingContent, marks: Mark[]): unknown[] {
	const inside = (children: PhrasingContent[], mark: Mark) => children.flatMap((child) => toInlines(child, [...marks, mark]))
	switch (node.type) {
		case 'text':
			// A line broken in the field is not a line of the page.
			return [{ type: 'text', text: node.value.replace(/\n/g, ' '), marks }]
		case 'break':
			return [{ type: 'hardBreak' }]
		case 'strong':
			return inside(node.children, { type: 'bold' })
		case 'emphasis':
			return inside(node.children, { type: 'italic' })
		case 'link':
			return inside(node.children, { type: 'link', attrs: { href: node.url } })
		case 'image':
			return [{ type: 'text', text: node.alt ?? '', marks }]
		default:
			return []
	}
}

/** What to put in the field so that it reads back as the same tree. */
export const formatMarkup = (document: Document): string =>
	toMarkdown({ type: 'root', children: document.content.flatMap(fromBlock) } satisfies Root, {
		bullet: '-',
		rule: '-',
		emphasis: '*',
		listItemIndent: 'one',
		// An address of this site would be taken for text between signs.
		resourceLink: true
	}).trim()

function fromBlock(node: Block): BlockContent[] {
	switch (node.type) {
		case 'paragraph':
			return [{ type: 'paragraph', children: fromInlines(node.content) }]
		case 'heading':
			return [{ type: 'heading', depth: node.attrs.level, children: fromInlines(node.content) }]
		case 'bulletList':
		case 'orderedList':
			return [listOf(node.type === 'orderedList', node.content)]
		case 'blockquote':
			return [{ type: 'blockquote', children: node.content.flatMap(fromBlock) }]
		case 'horizontalRule':
			return [{ type: 'thematicBreak' }]
		case 'image': {
			const { media, alt, credit } = node.attrs
			return [{ type: 'paragraph', children: [{ type: 'image', url: `media:${media}`, alt, title: credit || null }] }]
		}
		case 'file': {
			const children: PhrasingContent[] = [{ type: 'text', value: node.attrs.title }]
			return [{ type: 'paragraph', children: [{ type: 'link', url: `media:${node.attrs.media}`, children } as PhrasingContent] }]
		}
		case 'embed':
			return [{ type: 'paragraph', children: [{ type: 'text', value: `/${folders[node.attrs.kind]}/${node.attrs.id}` }] }]
	}
}

const listOf = (ordered: boolean, items: ListItem[]): List => ({
	type: 'list',
	ordered,
	spread: false,
	children: items.map((item) => ({ type: 'listItem', spread: false, children: item.content.flatMap(fromBlock) }))
})

/** Neighbours under the same mark belong together, or `**a****b**` would come of them. */
function fromInlines(parts: Inline[], without: Mark['type'][] = []): PhrasingContent[] {
	const out: PhrasingContent[] = []
	for (let at = 0; at < parts.length;) {
		const part = parts[at]!
		const mark =
			part.type === 'text'
				? (['link', 'bold', 'italic'] as const)
						.map((type) => part.marks?.find((one) => one.type === type && !without.includes(type)))
						.find((one) => one !== undefined)
				: undefined
		if (!mark) {
			out.push(part.type === 'text' ? { type: 'text', value: part.text } : { type: 'break' })
			at++
			continue
		}
		const key = JSON.stringify(mark)
		let end = at
		while (end < parts.length && has(parts[end]!, key)) end++
		const children = fromInlines(parts.slice(at, end), [...without, mark.type])
		out.push(
			mark.type === 'link'
				? ({ type: 'link', url: mark.attrs.href, children } as PhrasingContent)
				: ({ type: mark.type === 'bold' ? 'strong' : 'emphasis', children } as PhrasingContent)
		)
		at = end
	}
	return out
}

const has = (part: Inline, key: string) =>
	part.type === 'text' && Boolean(part.marks?.some((mark) => JSON.stringify(mark) === key))
