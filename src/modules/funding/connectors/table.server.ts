import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { fold } from '#engines/text/fold'
import { RuleBroken } from '#platform/errors'
import { openSheet, type SheetRow } from '#platform/sheets.server'
import { fundingProgramme, programmeOfIdentifier } from '#programme/funding-programmes'
import { organisationKind } from '#programme/organisation-kinds'
import { territory } from '#programme/territories'
import { themes } from '#programme/themes'
import { nothingAnnounced, type Announced, type Connector, type Reading, type Unreadable } from '../opportunity.ts'
import { kindsOf } from './beneficiaries.ts'
import {
	BRUSSELS,
	centsOf,
	deadlineOf,
	DomUtils,
	faultsOf,
	instantOf,
	lineOf,
	parseDocument,
	plainText,
	textOf,
	unreadablePayload,
	urlOf
} from './values.ts'

/** The columns of a table of opportunities, by any of the names its writers give them. */
const columns = {
	identifier: [
		'identifier',
		'id',
		'code',
		'reference',
		'référence',
		'identifiant',
		'код',
		'номер',
		'Код на процедурата',
		'Номер на процедура',
		'topic'
	],
	title: ['title', 'name', 'nom', 'titre', 'наименование', 'заглавие', 'име', 'Наименование на процедурата', 'Процедура'],
	'title.fr': ['title fr', 'titre fr'],
	'title.bg': ['title bg', 'заглавие bg'],
	'title.en': ['title en'],
	text: ['text', 'description', 'descriptif', 'summary', 'описание', 'Цел', 'Основна цел'],
	url: ['url', 'link', 'lien', 'адрес', 'връзка'],
	programme: ['programme', 'program', 'програма', 'Оперативна програма'],
	budget: ['budget', 'amount', 'montant', 'бюджет', 'Общ бюджет', 'Размер на БФП', 'БФП'],
	opens: ['opens', 'opening', 'open date', 'opendate', 'ouverture', 'Date d’ouverture', 'Начална дата', 'Дата на откриване'],
	deadline: [
		'deadline',
		'closes',
		'close date',
		'closedate',
		'clôture',
		'Date Clôture',
		'Date limite',
		'Краен срок',
		'Крайна дата'
	],
	kinds: ['kinds', 'beneficiaries', 'bénéficiaire', 'bénéficiaires', 'Допустими кандидати', 'кандидати'],
	countries: ['countries', 'country', 'pays', 'държави'],
	territories: ['territories', 'territory', 'territoire', 'територия'],
	themes: ['themes', 'thèmes', 'теми'],
	rateMax: ['rate', 'taux', 'процент', 'Интензитет'],
	language: ['language', 'langue', 'език']
} as const
type Column = keyof typeof columns
const byName = new Map(
	(Object.entries(columns) as [Column, readonly string[]][]).flatMap(([column, names]) =>
		names.map((name) => [fold(name), column] as const)
	)
)
const HEADERS_WITHIN = 20

/** A CSV or XLSX with one opportunity a row. It says what it holds and no more: never complete of itself. */
export const table: Connector = {
	key: 'table',
	async read(payload): Promise<Reading> {
		try {
			const { rows } = await openSheet(async () => Readable.from([Buffer.from(payload)]))
			const all: SheetRow[] = []
			for await (const row of rows()) all.push(row)
			return readRows(all, { zone: BRUSSELS, at: '23:59' })
		} catch (error) {
			if (error instanceof RuleBroken) return unreadablePayload(error.key)
			throw error
		}
	}
}

/** The procedures of the Bulgarian system ИСУН: a web page, or its export, which is a web page called .xls. */
export const isun: Connector = {
	key: 'isun',
	read(payload) {
		const page = new TextDecoder('utf-8').decode(payload)
		if (!/<t(able|r|d)\b/i.test(page)) return unreadablePayload('funding.fault.shape', page.trim())
		const rows = DomUtils.getElementsByTagName('tr', parseDocument(page).children, true)
			.slice(0, 20_000)
			.map((row, at) => {
				const cells = row.children.filter((cell) => 'name' in cell && (cell.name === 'td' || cell.name === 'th'))
				const link = DomUtils.getElementsByTagName('a', row, true, 1)[0]?.attribs.href
				return {
					row: at + 1,
					cells: cells.map((cell) => lineOf(DomUtils.getInnerHTML(cell))),
					...(link && { link: URL.canParse(link, ISUN) ? new URL(link, ISUN).href : link })
				}
			})
		return readRows(rows, { zone: 'Europe/Sofia', at: '23:59', country: 'BG', language: 'bg' })
	}
}
const ISUN = 'https://eumis2020.government.bg/'

type Given = { zone: string; at: string; country?: string; language?: 'fr' | 'bg' | 'en' }

function readRows(rows: (SheetRow & { link?: string })[], given: Given): Reading {
	const heads = rows.slice(0, HEADERS_WITHIN).map(({ cells }) => cells.map((cell) => byName.get(fold(cell)) ?? null))
	const head = heads.findIndex((names) => names.some((name) => name?.startsWith('title')) && names.filter(Boolean).length >= 2)
	if (head < 0) return unreadablePayload('funding.fault.columns')
	const names = heads[head]!
	const unreadable: Unreadable[] = []
	const body = rows.slice(head + 1).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
	const items = body.flatMap((row) => readRow(row, names, unreadable, given))
	return { read: body.length, items, unreadable, complete: false }
}

function readRow(
	{ row, cells, broken, link }: SheetRow & { link?: string },
	names: (Column | null)[],
	unreadable: Unreadable[],
	given: Given
): Announced[] {
	const cell = (column: Column) => {
		const at = names.indexOf(column)
		return at < 0 ? '' : (cells[at] ?? '').trim()
	}
	const several = (column: Column) =>
		cell(column)
			.split(/[;|]/)
			.map((each) => textOf(each))
			.filter(Boolean)
	const plain = lineOf(cell('title'))
	const said = cell('language').toLowerCase()
	const language = said === 'fr' || said === 'bg' || said === 'en' ? said : (given.language ?? languageOf(plain))
	const title = Object.fromEntries(
		(['fr', 'bg', 'en'] as const)
			.map((locale) => [locale, lineOf(cell(`title.${locale}`)) || (locale === language ? plain : '')])
			.filter(([, words]) => words)
	)
	const name = Object.values(title)[0] as string | undefined
	const url = cell('url') || link || ''
	// Without a number of its own, an address or a title is what comes back next time.
	const own = textOf(cell('identifier'))
	const identifier =
		own ||
		(name
			? createHash('sha256')
					.update(url || fold(name))
					.digest('hex')
					.slice(0, 32)
			: '')
	const faults = faultsOf(row, unreadable, () => identifier)
	if (broken) faults.note(null, cells.join(' '), 'funding.fault.quotes')
	if (!name) {
		faults.note('title', plain, 'funding.fault.missing')
		return []
	}
	const known = <Value>(
		column: Column,
		find: (text: string) => Value[] | undefined,
		message: 'funding.fault.kind' | 'funding.fault.choice'
	) => several(column).flatMap((each) => faults.or(find(each), column, each, message) ?? [])
	const words = plainText(cell('text'))
	const deadline = faults.or(
		deadlineOf(cell('deadline'), given.zone, given.at),
		'deadlines',
		cell('deadline'),
		'funding.fault.date'
	)
	const percent = cell('rateMax').replace(',', '.').replace(/\s*%$/, '')
	const programme = cell('programme')
	return [
		{
			...nothingAnnounced,
			identifier,
			programme: fundingProgramme(programme)?.key ?? programmeOfIdentifier(own) ?? null,
			title,
			text: words ? { [language]: words } : {},
			url: faults.or(urlOf(url), 'url', url, 'funding.fault.url'),
			budgetCents: faults.or(centsOf(cell('budget')), 'budget', cell('budget'), 'funding.fault.amount'),
			rateMax: faults.or(
				percent === '' ? null : Number(percent) >= 0 && Number(percent) <= 100 ? Number(percent) : undefined,
				'rate',
				cell('rateMax'),
				'funding.fault.rate'
			),
			opensAt: faults.or(instantOf(cell('opens'), given.zone, '00:00'), 'opensAt', cell('opens'), 'funding.fault.date'),
			deadlines: deadline ? [deadline] : [],
			kinds: [...new Set(known('kinds', (each) => (organisationKind(each) ? [each] : kindsOf(each)), 'funding.fault.kind'))],
			countries: [
				...new Set([
					...(given.country ? [given.country] : []),
					...known('countries', (each) => (/^[A-Z]{2}$/.test(each) ? [each] : undefined), 'funding.fault.choice')
				])
			],
			territories: known('territories', (each) => (territory(each) ? [each] : undefined), 'funding.fault.choice'),
			themes: known('themes', (each) => (themes.some(({ key }) => key === each) ? [each] : undefined), 'funding.fault.choice')
		}
	]
}

const languageOf = (title: string): 'fr' | 'bg' | 'en' =>
	/[\u0400-\u045f]{3}/.test(title) ? 'bg' : /[àâçéèêëîïôùûœ]|\b(le|la|les|des|du|pour|et|aux?)\b/i.test(title) ? 'fr' : 'en'
