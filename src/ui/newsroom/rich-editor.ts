/** The editor put over the field of a text where the browser can run it. What it holds is posted as the field's markup. */
import { Editor, Node } from '@tiptap/core'
import StarterKit from '@tiptap/starter-kit'
import { readDocument, safeHref, type EmbedKind } from '#modules/newsroom/document'
import { formatMarkup, parseMarkup } from '#modules/newsroom/markup'
import { parsePasted } from '#modules/newsroom/pasted'

type Shown = {
	/** Address of a small version of a picture of the library. */
	picture: (media: string) => string | undefined
	/** What to call something that stands elsewhere, in the reader's words. */
	embed: (kind: EmbedKind, id: string) => string
	file: (title: string) => string
}

const block = (name: string, attributes: string[], draw: (attrs: Record<string, string>) => unknown[]) =>
	Node.create({
		name,
		group: 'block',
		atom: true,
		draggable: true,
		addAttributes: () =>
			Object.fromEntries(
				attributes.map((attribute) => [
					attribute,
					{ default: '', parseHTML: (element: HTMLElement) => element.getAttribute(`data-${attribute}`) ?? '' }
				])
			),
		parseHTML: () => [{ tag: `div[data-node="${name}"]` }],
		renderHTML: ({ node }) =>
			[
				'div',
				{
					'data-node': name,
					...Object.fromEntries(attributes.map((attribute) => [`data-${attribute}`, String(node.attrs[attribute] ?? '')]))
				},
				...draw(node.attrs as Record<string, string>)
			] as never
	})

/** Puts an editor into `element` over what stands in `field`, and keeps `field` up to date; `changed` after every move. */
export function openEditor(
	element: HTMLElement,
	field: HTMLTextAreaElement,
	{ label, changed, shown }: { label: string; changed: () => void; shown: Shown }
) {
	const editor = new Editor({
		element,
		// The site's policy allows no styles but its own files.
		injectCSS: false,
		extensions: [
			StarterKit.configure({
				code: false,
				codeBlock: false,
				strike: false,
				underline: false,
				heading: { levels: [2, 3, 4] },
				link: {
					openOnClick: false,
					HTMLAttributes: { target: null, rel: null, class: null },
					isAllowedUri: (address) => safeHref(address) !== null
				}
			}),
			block('image', ['media', 'alt', 'credit'], ({ media, alt }) => {
				const src = shown.picture(media!)
				return src ? [['img', { src, alt: alt ?? '' }]] : [['span', {}, alt || media]]
			}),
			block('file', ['media', 'title'], ({ title }) => [['span', {}, shown.file(title!)]]),
			block('embed', ['kind', 'id'], ({ kind, id }) => [['span', {}, shown.embed(kind as EmbedKind, id!)]])
		],
		content: parseMarkup(field.value),
		editorProps: {
			attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true', ...(field.lang && { lang: field.lang }) },
			handlePaste(_view, event) {
				const html = event.clipboardData?.getData('text/html')
				// What was copied in the editor itself comes back whole.
				if (!html || html.includes('data-pm-slice')) return false
				const { content } = parsePasted(html)
				if (content.length === 0) return false
				const [only] = content
				// A few words go on in the line they are put into.
				editor.commands.insertContent(content.length === 1 && only?.type === 'paragraph' ? only.content : content)
				return true
			}
		},
		onUpdate: ({ editor }) => {
			field.value = formatMarkup(readDocument(editor.getJSON()))
		},
		onTransaction: changed
	})
	return editor
}

/** Takes what was typed in the field itself. */
export const readField = (editor: Editor, field: HTMLTextAreaElement) => editor.commands.setContent(parseMarkup(field.value))
