import { chosen } from './chosen.ts'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { formatDate, type Locale, type Localized } from './i18n.ts'

/** Several paragraphs in each language. */
export type LocalizedParagraphs = Partial<Record<Locale, string[]>>

/** One part of a document's body, in each of its languages. A value that is not Localized may say its own language. */
export type DocumentPart =
	| { kind: 'heading'; text: Localized }
	| { kind: 'paragraphs'; text: LocalizedParagraphs }
	| { kind: 'facts'; rows: { label: Localized; value: string; lang?: Locale }[] }
	| { kind: 'table'; columns: { label: Localized; align?: 'left' | 'right' }[]; rows: string[][] }

export type DocumentFrame = {
	/** The languages side by side, one to three; the first is the document's own. */
	languages: [Locale, ...Locale[]]
	title: Localized
	/** The programme's name, at the head of each page. */
	house: Localized
	/** The document's date: what it says, and the date in its properties, so that the same data give the same bytes. */
	date: Date
	reference: string
}

export type Letter = DocumentFrame & {
	/** Where it is written, before the date. */
	place: Localized
	recipient: { name: string; lines: string[]; lang?: Locale }
	parts: DocumentPart[]
	signatures: { name: string; role: Localized; lang?: Locale }[]
}

/** An agreement or the page that says who signed it: a letter to nobody. */
export type Deed = Omit<Letter, 'recipient'>

/** Badges, eight on a page to be cut out; `code` is a picture (SVG) whose words are in `said`. */
export type Badges = DocumentFrame & {
	place: Localized
	badges: { name: string; lines: string[]; reference: string; code: string; said: string }[]
}

/** A list to be signed on paper: one row a person, the last column left empty. */
export type SigningSheet = DocumentFrame & { place: Localized; when: Localized; columns: Localized[]; rows: string[][] }

/** A figure with its table; `svg` is a drawing or empty, `alt` what it shows. */
export type ReportFigure = {
	title: Localized
	alt: string
	svg: string
	wide: boolean
	columns: { label: Localized; align?: 'right' }[]
	rows: string[][]
}
export type ReportChapter = {
	title: Localized
	text: LocalizedParagraphs
	figures: ReportFigure[]
	stories: { title: Localized; text: LocalizedParagraphs }[]
}
/** A yearly report; `seal` stands under its title. */
export type Report = DocumentFrame & { place: Localized; seal: string; chapters: ReportChapter[] }

/** What each template is given; the template is documents/<name>.typ. */
export type Documents = { letter: Letter; agreement: Deed; badges: Badges; 'signing-sheet': SigningSheet; report: Report }

const TIME_ZONE = chosen?.timeZone ?? 'Europe/Sofia'

/**
 * A tagged PDF (PDF/UA-1, PDF 1.7), each part marked with its language. The data are shown, never evaluated. A
 * character the house's font does not have (an ideogram, an emoji) is printed as □, since a PDF/UA must be able to say
 * every character it shows. Throws when the template and the data do not fit: a mistake of ours, not of who asked.
 */
export async function renderPdf<Name extends keyof Documents>(template: Name, data: Documents[Name]): Promise<Buffer> {
	const folder = templates()
	const typst = await compiler(folder)
	const [year, month, day] = new Intl.DateTimeFormat('sv', { timeZone: TIME_ZONE }).format(data.date).split('-').map(Number)
	const dateline = Object.fromEntries(data.languages.map((lang) => [lang, dated(lang, data.place[lang], data.date)]))
	let text = JSON.stringify({ ...data, dateline, date: { year, month, day } }, (_key, value: unknown) =>
		typeof value === 'string' ? printable(value) : value
	)
	for (let tries = 5; ; tries--) {
		try {
			// A date of its own stands in the document: without it the clock's would.
			return typst.pdf({ mainFilePath: join(folder, `${template}.typ`), inputs: { data: text } }, { pdfStandard: 'ua-1' })
		} catch (error) {
			const said = String((error as { code?: unknown }).code ?? error)
			const missing = [...said.matchAll(/the text `\\?"(.*?)\\?"` could not be displayed/gs)].map((match) => unescaped(match[1]!))
			if (!missing.length || !tries)
				throw new Error(`the document ${template} could not be made: ${said.slice(0, 500)}`, { cause: error })
			for (const characters of missing) text = text.replaceAll(characters, '□')
		} finally {
			// Typst keeps what it has laid out: without this a process would grow with every document.
			typst.evictCache(5)
		}
	}
}

/** What a picture of a shared link says: 1200 by 630, in the reader's language. */
export type Share = { lang: Locale; house: string; eyebrow: string; title: string }

/** An SVG of documents/share.typ, its letters drawn as shapes: whoever shows it needs no font. */
export async function renderShare(data: Share): Promise<string> {
	const folder = templates()
	const typst = await compiler(folder)
	const text = JSON.stringify(data, (_key, value: unknown) => (typeof value === 'string' ? printable(value) : value))
	try {
		return typst.svg({ mainFilePath: join(folder, 'share.typ'), inputs: { data: text } })
	} finally {
		typst.evictCache(5)
	}
}

let kept: Promise<NodeCompiler> | undefined

/** Loaded with the first document: the compiler and its fonts cost 50 MB that most processes never need. */
const compiler = (workspace: string) =>
	(kept ??= import('@myriaddreamin/typst-ts-node-compiler').then(({ NodeCompiler }) => NodeCompiler.create({ workspace })))

/** The templates lie beside this file in the sources; the built site holds this code elsewhere, below the same root. */
function templates(): string {
	for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
		const folder = join(at, 'src/platform/documents')
		if (existsSync(folder)) return folder
		if (at === dirname(at)) throw new Error('the folder src/platform/documents is missing')
	}
}

function dated(lang: Locale, place: string | undefined, date: Date): string {
	const day = formatDate(lang, date, { dateStyle: 'long' }, TIME_ZONE)
	// French says the first of a month as an ordinal.
	const said = lang === 'fr' ? day.replace(/^1 /, '1er ') : day
	return place ? (lang === 'fr' ? `${place}, le ${said}` : `${place}, ${said}`) : said
}

/** Without control and format characters, which no font has; line feeds and soft hyphens stay. */
const printable = (value: string) =>
	value
		.toWellFormed()
		.normalize('NFC')
		.replace(/\r\n?/g, '\n')
		.replace(/\t/g, ' ')
		.replace(/(?![\n\u00ad])[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '')

/** What the compiler quotes of the text: `\u{1f309}` and doubled backslashes. */
const unescaped = (quoted: string) =>
	quoted
		.replace(/\\+u\{([0-9a-f]+)\}/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
		.replace(/\\+(["'\\])/g, '$1')
