import { inflateSync } from 'node:zlib'

export type ReadPdf = {
	/** The text in reading order by page, each run with the language it is marked with; null where it is the document's. */
	runs: { lang: string | null; text: string }[]
	/** What the document says of itself. */
	catalog: { lang: string | null; marked: boolean; tagged: boolean; showsTitle: boolean }
	/** The structure types used (`P`, `H1`, `Table`, `TH` …), and how often. */
	structure: Record<string, number>
	/** The XMP metadata packet. */
	xmp: string
	pages: number
}

/**
 * Reads back a PDF that our compiler wrote: enough to say what it contains, in which language and how it is tagged. Not
 * a general reader: it relies on objects being plain, on two-byte glyph codes and on ToUnicode maps of single codes.
 */
export function readPdf(pdf: Buffer): ReadPdf {
	const source = pdf.toString('latin1')
	const objects = new Map<number, { head: string; stream: Buffer | null }>()
	for (const match of source.matchAll(/^(\d+) 0 obj\n(.*?)\nendobj$/gms)) {
		const [, id, body] = match as unknown as [string, string, string]
		const at = body.indexOf('\nstream\n')
		const head = at < 0 ? body : body.slice(0, at)
		const raw = at < 0 ? null : Buffer.from(body.slice(at + 8, body.lastIndexOf('\nendstream')), 'latin1')
		objects.set(Number(id), { head, stream: raw && head.includes('/FlateDecode') ? inflateSync(raw) : raw })
	}
	const heads = [...objects.values()].map(({ head }) => head)
	const catalog = heads.find((head) => head.includes('/Type /Catalog')) ?? ''
	const object = (head: string, key: string) => objects.get(Number(new RegExp(`/${key} (\\d+) 0 R`).exec(head)?.[1]))

	const structure: Record<string, number> = {}
	for (const head of heads) {
		const type = /\/Type \/StructElem\s+\/S \/(\w+)/.exec(head)?.[1]
		if (type) structure[type] = (structure[type] ?? 0) + 1
	}

	const maps = new Map<string, Map<string, string>>()
	const pages = heads.filter((head) => /\/Type \/Page\s/.test(head))
	const runs: ReadPdf['runs'] = []
	for (const page of pages) {
		for (const [, name, id] of page.matchAll(/\/(f\d+) (\d+) 0 R/g)) {
			const map = object(objects.get(Number(id))!.head, 'ToUnicode')!.stream!.toString('latin1')
			const codes = [...map.matchAll(/^<([0-9A-F]{4})> <([0-9A-F]+)>$/gm)].map(
				([, code, unicode]) => [code!, Buffer.from(unicode!, 'hex').swap16().toString('utf16le')] as const
			)
			maps.set(name!, new Map(codes))
		}
		const id = [...objects].find(([, { head }]) => head === page)![0]
		const elements = heads.filter((head) => head.includes('/Type /StructElem') && head.includes(`/Pg ${id} 0 R`))
		const langOf = (mark: string) => {
			let element = elements.find((head) => /\/K \[([\d ]*)\]/.exec(head)?.[1]!.split(' ').includes(mark))
			// A part without a language of its own is in that of what it is part of.
			while (element && !element.includes('/Lang (')) element = object(element, 'P')?.head
			return /\/Lang \((\w+)\)/.exec(element ?? '')?.[1] ?? null
		}
		runs.push(...runsOf(object(page, 'Contents')!.stream!.toString('latin1'), maps, langOf))
	}
	return {
		runs,
		structure,
		pages: pages.length,
		xmp: object(catalog, 'Metadata')?.stream?.toString() ?? '',
		catalog: {
			lang: /\/Lang \((\w+)\)/.exec(catalog)?.[1] ?? null,
			marked: /\/MarkInfo <<[^>]*\/Marked true/.test(catalog),
			tagged: object(catalog, 'StructTreeRoot') !== undefined,
			showsTitle: /\/DisplayDocTitle true/.test(catalog)
		}
	}
}

function runsOf(content: string, maps: Map<string, Map<string, string>>, langOf: (mark: string) => string | null) {
	const runs: ReadPdf['runs'] = []
	let font = new Map<string, string>()
	type Run = ReadPdf['runs'][number] | null
	let run: Run = null
	const outer: Run[] = []
	const token = /\/(\w+) <<(?:[^>]|>(?!>))*>> BDC|EMC\b|\/(f\d+) [\d.]+ Tf/y
	// Strings are taken whole: brackets inside one need no escape as long as they pair.
	for (let at = 0; at < content.length; at++) {
		if (content[at] === '(') {
			const end = closing(content, at)
			if (run) run.text += decoded(content.slice(at + 1, end), font)
			at = end
			continue
		}
		token.lastIndex = at
		const [whole, mark, name] = token.exec(content) ?? []
		if (!whole) continue
		if (mark) {
			outer.push(run)
			const lang = /\/Lang \((\w+)\)/.exec(whole)?.[1]
			const content = /\/MCID (\d+)/.exec(whole)?.[1]
			// Neither: the hyphen of a broken word, which its text does not have.
			run = mark === 'Artifact' || (!lang && !content) ? null : { lang: lang ?? langOf(content!), text: '' }
			if (run) runs.push(run)
		} else if (name) font = maps.get(name)!
		else run = outer.pop() ?? null
		at += whole.length - 1
	}
	return runs
}

function closing(content: string, from: number) {
	let depth = 0
	for (let at = from; ; at++) {
		if (content[at] === '\\') at++
		else if (content[at] === '(') depth++
		else if (content[at] === ')' && --depth === 0) return at
	}
}

function decoded(string: string, font: Map<string, string>) {
	const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
	const bytes = Buffer.from(
		string.replace(/\\([0-7]{1,3}|.)/gs, (_, code: string) =>
			/^[0-7]/.test(code) ? String.fromCharCode(parseInt(code, 8)) : (named[code] ?? code)
		),
		'latin1'
	)
	let text = ''
	for (let at = 0; at + 1 < bytes.length; at += 2) text += font.get(bytes.toString('hex', at, at + 2).toUpperCase()) ?? ''
	return text
}
