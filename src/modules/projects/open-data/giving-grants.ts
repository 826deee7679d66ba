import type { Readable } from 'node:stream'
import { RuleBroken } from '#platform/errors'
import { openSheet } from '#platform/sheets.server'
import {
	centsOf,
	clean,
	dayOf,
	identifierKeys,
	nameKeys,
	pointOf,
	type OutsideProblem,
	type OutsideRow
} from './outside-grant.ts'

const JSON_MEGABYTES = 64
const refuse = (key: ConstructorParameters<typeof RuleBroken>[0], params = {}) => new RuleBroken(key, 'file', params, 422)

/** A grant as a package holds it, whatever was put there. */
type Raw = Record<string, unknown>
const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The grants of a 360Giving package. Throws RuleBroken 422 on `file` for what is no JSON, or no package. */
export async function* givingJson(stream: Readable): AsyncGenerator<OutsideRow> {
	const parts: Buffer[] = []
	let size = 0
	for await (const part of stream) {
		size += (part as Buffer).length
		if (size > JSON_MEGABYTES * 1024 * 1024) throw refuse('error.file.too_large', { megabytes: JSON_MEGABYTES })
		parts.push(part as Buffer)
	}
	let found: unknown
	try {
		found = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)))
	} catch {
		throw refuse('outside.error.json')
	}
	const grants = isRecord(found) ? found.grants : undefined
	if (!Array.isArray(grants)) throw refuse('outside.error.no_grants')
	for (const [at, grant] of grants.entries())
		yield isRecord(grant)
			? grantOf(at + 1, grant)
			: { row: at + 1, grant: null, problems: [{ field: null, message: 'outside.problem.no_grant' }] }
}

/** Columns of the standard's spreadsheets, by their titles and by the paths that stand for them. */
const headings: Record<string, string> = {
	identifier: 'id',
	'amount awarded': 'amountAwarded',
	'award date': 'awardDate',
	'recipient org:name': 'recipientOrganization/0/name',
	'recipient org:identifier': 'recipientOrganization/0/id',
	'recipient org:company number': 'recipientOrganization/0/companyNumber',
	'recipient org:charity number': 'recipientOrganization/0/charityNumber',
	'recipient org:country': 'recipientOrganization/0/country',
	'funding org:name': 'fundingOrganization/0/name',
	'funding org:identifier': 'fundingOrganization/0/id',
	'beneficiary location:latitude': 'beneficiaryLocation/0/latitude',
	'beneficiary location:longitude': 'beneficiaryLocation/0/longitude',
	'beneficiary location:country code': 'beneficiaryLocation/0/countryCode',
	'recipient ind:identifier': 'recipientIndividual/id',
	'recipient ind:name': 'recipientIndividual/name'
}

/** The grants of a spreadsheet by the standard's titles, CSV or XLSX. Throws RuleBroken 422 on `file` for another table. */
export async function* givingSheet(read: () => Promise<Readable>): AsyncGenerator<OutsideRow> {
	// The standard's own template has its grants behind a sheet about the file.
	const { rows } = await openSheet(read, { sheet: 'grants' })
	let columns: string[] | undefined
	for await (const { row, cells, broken } of rows()) {
		if (cells.every((cell) => cell.trim() === '')) continue
		if (!columns) {
			columns = cells.map(
				(cell) => headings[cell.trim().toLowerCase()] ?? cell.trim().replace(/^(Title|Currency)$/i, (each) => each.toLowerCase())
			)
			if (!columns.includes('id')) throw refuse('outside.error.no_columns')
			continue
		}
		const raw: Raw = {}
		columns.forEach((column, at) => {
			const cell = cells[at]?.trim()
			if (!cell) return
			const [name, , field] = column.split('/')
			if (name === 'recipientIndividual') raw.recipientIndividual = [{}]
			else if (field !== undefined) raw[name!] = [{ ...(raw[name!] as Raw[] | undefined)?.[0], [field]: cell }]
			else raw[column] = cell
		})
		if (broken) yield { row, grant: null, problems: [{ field: null, message: 'import.problem.broken' }] }
		else yield grantOf(row, raw)
	}
	if (!columns) throw refuse('error.file.empty')
}

function grantOf(row: number, raw: Raw): OutsideRow {
	const problems: OutsideProblem[] = []
	const say = (field: string, message: OutsideProblem['message'], value?: unknown) =>
		problems.push({ field, message, ...(value !== undefined && { params: { value: clean(String(value), 60) } }) })
	const absent = (value: unknown) => value === undefined || value === null || value === ''
	const textOf = (of: Raw, field: string, where = field): string => {
		const value = of[field]
		if (absent(value)) say(where, 'outside.problem.missing')
		else if (typeof value !== 'string') say(where, 'outside.problem.text', JSON.stringify(value))
		else return clean(value)
		return ''
	}
	const firstOf = (field: string): Raw | undefined => {
		const list = raw[field]
		const found: unknown = Array.isArray(list) ? list[0] : undefined
		if (isRecord(found)) return found
		say(
			field,
			absent(list) || (Array.isArray(list) && !list.length) ? 'outside.problem.missing' : 'outside.problem.text',
			JSON.stringify(list)
		)
		return undefined
	}
	const checked = <T>(
		field: string,
		read: (value: unknown) => T | undefined,
		message: OutsideProblem['message']
	): T | undefined => {
		const value = raw[field]
		if (absent(value)) say(field, 'outside.problem.missing')
		else {
			const found = read(value)
			if (found === undefined) say(field, message, typeof value === 'object' ? JSON.stringify(value) : value)
			return found
		}
		return undefined
	}
	const identifier = textOf(raw, 'id')
	// Only organisations are held against ours: whom a grant to a person went to is nobody's business here.
	if (!absent(raw.recipientIndividual) && absent(raw.recipientOrganization)) {
		say('recipientIndividual', 'outside.problem.person')
		return { row, grant: null, problems }
	}
	const title = textOf(raw, 'title')
	const currency = textOf(raw, 'currency').toUpperCase()
	if (currency && !/^[A-Z]{3}$/.test(currency)) say('currency', 'outside.problem.currency', currency)
	const amountCents = checked('amountAwarded', centsOf, 'outside.problem.amount') ?? null
	const awardedOn = checked('awardDate', dayOf, 'outside.problem.date') ?? null
	const recipient = firstOf('recipientOrganization')
	const name = recipient ? textOf(recipient, 'name', 'recipientOrganization/name') : ''
	const funder = firstOf('fundingOrganization')
	if (problems.length) return { row, grant: null, problems }
	const numbers = [
		recipient!.id,
		typeof recipient!.companyNumber === 'string' && `GB-COH-${recipient!.companyNumber}`,
		typeof recipient!.charityNumber === 'string' && `GB-CHC-${recipient!.charityNumber}`
	].filter((each): each is string => typeof each === 'string')
	// Where it is spent, else where its recipient is.
	const places = [raw.beneficiaryLocation, recipient!.location].flatMap((list) =>
		Array.isArray(list) ? list.filter(isRecord) : []
	)
	const place = places.find((each) => pointOf(each.latitude, each.longitude).lat !== null)
	const named = [place, ...places].find((each) => typeof each?.countryCode === 'string')?.countryCode ?? recipient!.country
	const country = typeof named === 'string' ? named.toUpperCase() : ''
	return {
		row,
		problems,
		grant: {
			...{ source: '360giving', identifier: identifier.slice(0, 300), title, recipient: name, amountCents, currency, awardedOn },
			keys: [...identifierKeys(numbers), ...nameKeys([name])],
			funder: typeof funder!.name === 'string' ? clean(funder!.name) : '',
			country: /^[A-Z]{2}$/.test(country) ? country : null,
			...pointOf(place?.latitude, place?.longitude)
		}
	}
}
