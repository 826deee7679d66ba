import { kindsOf } from './beneficiaries.ts'
import { themesUnder } from './categories.ts'
import {
	centsOf,
	deadlineOf,
	faultsOf,
	inLanguage,
	instantOf,
	isRecord,
	lineOf,
	parseJson,
	plainText,
	textOf,
	unreadablePayload,
	urlOf,
	type Json
} from './values.ts'
import { programmeOfIdentifier } from '#programme/funding-programmes'
import { nothingAnnounced, type Announced, type Connector, type Unreadable } from '../opportunity.ts'

const PARIS = 'Europe/Paris'
type Faults = ReturnType<typeof faultsOf>
type Shape = {
	identifier: (record: Json) => string
	title: (record: Json) => string
	rest: (record: Json, faults: Faults) => Partial<Announced>
}

const kindsFrom = (names: readonly string[], faults: Faults): string[] => [
	...new Set(names.flatMap((name) => faults.or(kindsOf(name), 'kinds', name, 'funding.fault.kind') ?? []))
]
const themesFrom = (names: readonly string[], faults: Faults): string[] => [
	...new Set(names.flatMap((name) => faults.or(themesUnder(name), 'themes', name, 'funding.fault.choice') ?? []))
]
const closing = (record: Json, fields: readonly string[], at: string, faults: Faults) =>
	fields.flatMap(
		(field) => faults.or(deadlineOf(textOf(record[field]), PARIS, at), 'deadlines', record[field], 'funding.fault.date') ?? []
	)
const opening = (record: Json, field: string, faults: Faults) =>
	faults.or(instantOf(textOf(record[field]), PARIS, '00:00'), 'opensAt', record[field], 'funding.fault.date')
const address = (value: unknown, faults: Faults) => faults.or(urlOf(textOf(value)), 'url', value, 'funding.fault.url')
const rate = (value: unknown, faults: Faults): number | null => {
	const text = textOf(value)
	if (!text) return null
	const percent = Number(text.replace(',', '.').replace('%', ''))
	return faults.or(percent >= 0 && percent <= 100 ? percent : undefined, 'rate', value, 'funding.fault.rate')
}
const names = (value: unknown): string[] =>
	(Array.isArray(value) ? value : [])
		.map((each: unknown) => lineOf(isRecord(each) ? (each.title ?? each.name) : each))
		.filter(Boolean)

const listed = (value: unknown): string[] => lineOf(value).split(';').filter(Boolean)

/** What Aides-territoires publishes under its own API. */
const own: Shape = {
	identifier: (record) => textOf(record.id) || textOf(record.slug),
	title: (record) => lineOf(record.name),
	rest: (record, faults) => ({
		programme: 'fr-national',
		text: inLanguage('fr', [plainText(record.description), plainText(record.eligibility)].filter(Boolean).join('\n')),
		url: address(
			textOf(record.url).startsWith('/')
				? `https://aides-territoires.beta.gouv.fr${textOf(record.url)}`
				: (record.url ?? record.origin_url),
			faults
		),
		opensAt: opening(record, 'start_date', faults),
		deadlines: closing(record, ['predeposit_date', 'submission_deadline'], '23:59', faults),
		rateMin: rate(record.subvention_rate_lower_bound, faults),
		rateMax: rate(record.subvention_rate_upper_bound, faults),
		kinds: kindsFrom(names(record.targeted_audiences), faults),
		countries: ['FR']
	})
}

/** The schemes of the ecological transition agency. */
const ademe: Shape = {
	identifier: (record) => textOf(record.id),
	title: (record) => lineOf(record.titre),
	rest: (record, faults) => ({
		programme: 'fr-national',
		text: inLanguage('fr', plainText(record.description_longue)),
		url: address(record.url_agir, faults),
		opensAt: opening(record, 'date_debut', faults),
		deadlines: closing(record, ['date_fin'], '23:59', faults),
		countries: ['FR']
	})
}

/** The guide of the region Île-de-France. */
const ileDeFrance: Shape = {
	identifier: (record) => textOf(record.reference),
	title: (record) => lineOf(record.title),
	rest: (record, faults) => ({
		programme: 'fr-national',
		text: inLanguage(
			'fr',
			[record.entete, record.objectif, record.modalite, record.notes].map(plainText).filter(Boolean).join('\n')
		),
		opensAt: opening(record, 'dateOuvertureCampagne', faults),
		deadlines: closing(record, ['dateFinCampagne'], '23:59', faults),
		kinds: kindsFrom(names(record.publicsBeneficiaire), faults),
		themes: themesFrom(names(record.competences), faults),
		countries: ['FR'],
		// NUTS 1 and 2 of the region are the same land.
		territories: ['FR10']
	})
}

/** European calls as Welcomeurope tells them in French. */
const welcomeurope: Shape = {
	identifier: (record) => textOf(record.info_references) || textOf(record.ID),
	title: (record) => lineOf(record.post_title),
	rest: (record, faults) => ({
		programme: programmeOfIdentifier(textOf(record.info_references)) ?? 'other',
		text: inLanguage(
			'fr',
			[record.banner_chapeau, record.info_priories, record['info_info-regions'], record.info_amount]
				.map(plainText)
				.filter(Boolean)
				.join('\n')
		),
		url: address(record.permalink, faults),
		budgetCents: faults.or(centsOf(textOf(record.banner_budget)), 'budget', record.banner_budget, 'funding.fault.amount'),
		opensAt: opening(record, 'dates_open-1', faults),
		deadlines: closing(record, ['deadline1', 'dates_deadline-2', 'dates_deadline-3', 'dates_deadline-4'], '17:00', faults),
		kinds: kindsFrom(listed(record.filtres_beneficiaries), faults),
		themes: themesFrom(listed(record.filtres_sectors), faults)
	})
}

/** Which of the four a payload is, by what its records are made of. */
function shapeOf(payload: unknown): { shape: Shape; records: unknown[]; complete: boolean; total?: number } | null {
	if (isRecord(payload) && Array.isArray(payload.ListeDispositifs))
		return {
			shape: ademe,
			records: payload.ListeDispositifs,
			complete: Number(payload.NbDispositif) === payload.ListeDispositifs.length
		}
	if (isRecord(payload) && Array.isArray(payload.results))
		return {
			shape: own,
			records: payload.results,
			complete: !payload.next && Number(payload.count) === payload.results.length,
			total: Number(payload.count) || 0
		}
	if (!Array.isArray(payload)) return null
	const first = payload.find(isRecord)
	if (first && 'post_title' in first) return { shape: welcomeurope, records: payload, complete: false }
	if (first && 'reference' in first) return { shape: ileDeFrance, records: payload, complete: false }
	return null
}

/** The API of Aides-territoires and of three providers it gathers from, told apart by their shape. */
export const aides: Connector = {
	key: 'aides-territoires',
	read(payload) {
		const found = shapeOf(parseJson(payload))
		if (!found) return unreadablePayload('funding.fault.shape')
		const unreadable: Unreadable[] = []
		const items = found.records.flatMap((record, at): Announced[] => {
			const identifier = isRecord(record) ? found.shape.identifier(record) : ''
			const faults = faultsOf(at + 1, unreadable, () => identifier)
			if (!isRecord(record)) {
				faults.note(null, record, 'funding.fault.record')
				return []
			}
			const title = found.shape.title(record)
			if (!identifier) faults.note('identifier', null, 'funding.fault.missing')
			if (!title) faults.note('title', null, 'funding.fault.missing')
			if (!identifier || !title) return []
			return [{ ...nothingAnnounced, identifier, title: { fr: title }, ...found.shape.rest(record, faults) }]
		})
		const { complete, total } = found
		return { read: found.records.length, items, unreadable, complete, ...(total !== undefined && { total }) }
	}
}
