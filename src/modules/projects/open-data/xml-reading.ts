import type { Readable } from 'node:stream'
import { SaxesParser } from 'saxes'
import type { Element } from '#engines/iati/check'
import { RuleBroken } from '#platform/errors'

const DEEPEST = 60
/** The letters one record may hold: a real one has thousands. */
const LONGEST = 8_000_000
const refuse = (key: ConstructorParameters<typeof RuleBroken>[0], params = {}) => new RuleBroken(key, 'file', params, 422)

/**
 * Reads an XML file part by part: first its outermost element, without children, then each element that stands directly in
 * it, with everything below. What was given is not kept. No entity is looked up and no other file is opened.
 * Throws RuleBroken 422 on `file`, with the line, for what is no well-formed XML.
 */
export async function* readXml(stream: Readable): AsyncGenerator<Element> {
	const parser = new SaxesParser({ xmlns: true })
	let broken: RuleBroken | undefined
	const ready: Element[] = []
	const open: Element[] = []
	let letters = 0
	const count = (length: number) => {
		letters += length
		if (letters > LONGEST) broken ??= refuse('outside.error.record', { line: parser.line })
	}
	parser.on('error', () => {
		broken ??= refuse('outside.error.xml', { line: parser.line, column: parser.column })
	})
	parser.on('opentag', ({ uri, local, attributes }) => {
		if (broken) return
		const element: Element = {
			name: uri ? `{${uri}}${local}` : local,
			attributes: Object.fromEntries(
				Object.values(attributes).flatMap((each) =>
					each.uri === 'http://www.w3.org/2000/xmlns/' ? [] : [[each.uri ? `{${each.uri}}${each.local}` : each.local, each.value]]
				)
			),
			children: [],
			text: '',
			line: parser.line
		}
		count(60 + Object.values(element.attributes).join('').length)
		if (open.length >= DEEPEST) broken ??= refuse('outside.error.record', { line: parser.line })
		if (open.length === 0) ready.push({ ...element })
		// The outermost keeps no children: the file is as long as it is.
		if (open.length > 1) open.at(-1)!.children.push(element)
		open.push(element)
	})
	const takeText = (text: string) => {
		const element = open.at(-1)
		if (!element || broken) return
		if (open.length === 1) {
			if (text.trim())
				ready.push({ name: '#text', attributes: {}, children: [], text: text.trim().slice(0, 100), line: parser.line })
			return
		}
		count(text.length)
		element.text += text
	}
	parser.on('text', takeText)
	parser.on('cdata', takeText)
	parser.on('closetag', () => {
		const element = open.pop()
		if (open.length === 1 && element) {
			ready.push(element)
			letters = 0
		}
	})
	let decoder: TextDecoder | undefined
	for await (const part of stream) {
		const bytes = part as Buffer
		decoder ??= decoderOf(bytes)
		parser.write(decoder.decode(bytes, { stream: true }))
		if (broken) throw broken
		yield* ready.splice(0)
	}
	if (!decoder) throw refuse('error.file.empty')
	parser.write(decoder.decode()).close()
	if (broken) throw broken
	yield* ready.splice(0)
}

function decoderOf(head: Buffer): TextDecoder {
	if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le')
	if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be')
	const said = /^[^>]{0,100}encoding\s*=\s*["']([\w.-]+)["']/.exec(head.subarray(0, 200).toString('latin1'))?.[1]
	try {
		return new TextDecoder(said ?? 'utf-8')
	} catch {
		throw refuse('outside.error.encoding', { encoding: said! })
	}
}
