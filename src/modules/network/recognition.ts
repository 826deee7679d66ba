/** Reading a row of somebody's table: which column is what, and which of our words a cell's words are. Browser-safe. */
import { locales } from '#platform/i18n'
import { fold } from '#engines/text/fold'
import type { Localized } from '#platform/i18n'
import { organisationKinds } from '#programme/organisation-kinds'
import { pathOf, territories } from '#programme/territories'
import { checkIdentifier, type IdentifierKind } from './identifiers.ts'
import { seats, sizes, type Size } from './schema.ts'

/** What a column may hold. `identifier` is any of the registers', told by its shape; the rest of a file is left out. */
export const importFields = [
	'name',
	'name_fr',
	'name_bg',
	'name_en',
	'other_name',
	'acronym',
	'kind',
	'country',
	'territory',
	'place',
	'address',
	'website',
	'email',
	'phone',
	'size',
	'population',
	'identifier',
	'eik',
	'siren',
	'siret',
	'rna',
	'code'
] as const
export type ImportField = (typeof importFields)[number]
/** By column, from 0; null is left out. */
export type Mapping = (ImportField | null)[]
/** What holds for every row whose own cell is empty. */
export type ImportDefaults = { country: string | null; kind: string | null }

// The headings people give in the three languages, folded; the first that fits takes the column.
const headings: [ImportField, string][] = [
	['name_fr', 'nom français|nom fr|nom en français|name fr|name (french)|име на френски'],
	['name_bg', 'nom bulgare|nom bg|nom en bulgare|name bg|name (bulgarian)|име на български|наименование на български'],
	['name_en', 'nom anglais|nom en|nom en anglais|name en|name (english)|име на английски'],
	[
		'other_name',
		'autre nom|nom court|ancien nom|other name|alias|short name|transliterated name|transliteration|друго име|кратко име|предишно име|longname|long name'
	],
	['acronym', 'sigle|acronyme|acronym|abbreviation|съкращение|абревиатура'],
	['eik', 'еик|булстат|eik|bulstat|еик булстат|eik bulstat|vat number|ддс номер'],
	['siren', 'siren|numéro siren|n siren|no siren'],
	['siret', 'siret|numéro siret|n siret|no siret'],
	['rna', 'rna|numéro rna|n rna|waldec'],
	[
		'name',
		'nom|name|raison sociale|dénomination|intitulé|organisation|organisme|organization|structure|beneficiary|beneficiary name|bénéficiaire|legal name|title|име|наименование|организация|бенефициент|име на организацията'
	],
	['kind', 'type|kind|catégorie|nature|category|forme|tag|tag_string|tags|вид|тип|категория'],
	['country', 'pays|country|country code|code pays|държава|страна'],
	['territory', 'territoire|région|département|territory|region|oblast|province|district|nuts|област|регион|район|община'],
	['place', 'commune|ville|localité|lieu|city|town|place|municipality|град|населено място|седалище|населено място седалище'],
	['address', 'adresse|adresse postale|address|notes|адрес|адрес на управление'],
	['website', 'site|site web|site internet|url|web|website|home page|home_page|homepage|сайт|уебсайт|интернет страница'],
	['email', 'courriel|mél|mel|mail|email|e mail|adresse électronique|request_email|request email|имейл|ел поща|електронна поща'],
	['phone', 'téléphone|tél|tel|phone|telephone|телефон|тел'],
	['size', 'taille|effectif|size|staff|размер'],
	['population', 'population|habitants|inhabitants|население|жители'],
	['code', 'id|code|identifiant interne|reference|référence|код|референция'],
	['identifier', 'identifiant|numéro|identifier|registration number|company number|идентификатор|номер|рег номер']
]
const plain = (heading: string) => fold(heading.replace(/[_#№°*:()]/g, ' '))
const byHeading = new Map<string, ImportField>()
for (const [field, list] of headings)
	for (const heading of list.split('|')) byHeading.set(plain(heading), byHeading.get(plain(heading)) ?? field)

/** A first guess from the headings; each field is taken once, the other names excepted. */
export function guessMapping(row: readonly string[]): Mapping {
	const taken = new Set<ImportField>()
	return row.map((heading) => {
		const field = byHeading.get(plain(heading))
		if (!field || (taken.has(field) && field !== 'other_name')) return null
		taken.add(field)
		return field
	})
}

const kindWords = new Map<string, string>()
for (const { key, name } of organisationKinds)
	for (const word of [key, ...Object.values(name)]) kindWords.set(fold(word.replaceAll('-', ' ')), key)
// What registers of the two countries call them; the kind says more than its own label.
const kindSynonyms: [string, string][] = [
	['central-administration', 'ministère|ministry|министерство|administration'],
	['state-district', 'préfecture|sous préfecture|prefecture|областна администрация|sous_pref|ddt|drac|dreal|ddcs|direccte'],
	[
		'local-authority',
		'mairie|commune|municipality|municipalité|община|общинска администрация|conseil départemental|conseil régional|cg|cr|epci|communauté de communes|métropole|collectivité|mairie_com|commune déléguée|epci'
	],
	[
		'justice',
		'tribunal|court|cour|съд|окръжен съд|районен съд|прокуратура|tgi|ti|te|ta|prudhommes|maison_arret|centre_penitentiaire|mjd|permanence_juridique'
	],
	[
		'agency',
		'agence|agency|агенция|établissement public|caf|cpam|cci_public|pole_emploi|onac|ars|carsat|cnfpt|urssaf|sip|sie|tresorerie|cirfa|centre_impots_fonciers|hypotheque|accompagnement_personnes_agees|anah|crib|agefiph|cio|msap|greta|fdc'
	],
	['chamber', 'cci|chambre|chamber|палата|cma|chambre_agriculture|chambre_metier'],
	['company', 'entreprise|société|company|firm|предприятие|фирма|дружество'],
	['association', 'cidf|mission_locale|association|ngo|ong|сдружение|асоциация|нпо'],
	['foundation', 'fondation|foundation|фондация'],
	['university', 'université|university|университет|rectorat'],
	['school', 'école|school|lycée|collège|училище|гимназия'],
	['health-social', 'hôpital|hospital|болница|maison_handicapees|mdph|ehpad|clic'],
	['media', 'média|media|медия|presse'],
	['agency', 'gendarmerie|police|commissariat_police|cij|pmi|sdis|crous']
]
for (const [key, list] of kindSynonyms)
	for (const word of list.split('|')) {
		const known = fold(word.replaceAll('_', ' '))
		if (!kindWords.has(known)) kindWords.set(known, key)
	}

// What a name begins with, when no column says the kind.
const kindInName: [RegExp, string][] = [
	[/^(obchtina|municipality|mairie|commune|sobchtina) /, 'local-authority'],
	[/\b(universitet|university|universite)\b/, 'university'],
	[/\b(sdrujenie|association|asotsiatsia)\b/, 'association'],
	[/\b(fondatsia|fondation|foundation)\b/, 'foundation'],
	[/\b(utchilichte|gimnazia|lyceum|ecole|school)\b/, 'school'],
	[/^(ministerstvo|ministry|ministere) /, 'central-administration']
]
const legalCompany = /(^|\s)(ЕООД|ООД|ЕАД|АД|ЕТ|EOOD|OOD|EAD|AD|ET|SARL|SAS|SASU|EURL|SA|Ltd|LTD)\.?(\s|$|"|”)/u

const kindOf = (cell: string): string | null => {
	const folded = fold(cell.replaceAll(/[_-]/g, ' '))
	return (
		kindWords.get(folded) ??
		cell
			.split(/[\s,;]+/)
			.map((word) => kindWords.get(fold(word.replaceAll(/[_-]/g, ' '))))
			.find(Boolean) ??
		null
	)
}

/** The kind a name itself says, or null. */
export function kindOfName(name: string): string | null {
	const folded = fold(name)
	return kindInName.find(([pattern]) => pattern.test(`${folded} `))?.[1] ?? (legalCompany.test(name) ? 'company' : null)
}

const countryWords = new Map<string, string>()
for (const code of seats) {
	countryWords.set(fold(code), code)
	for (const locale of locales) {
		const name = new Intl.DisplayNames(locale, { type: 'region' }).of(code)
		if (name) countryWords.set(fold(name), code)
	}
}
const countryOf = (cell: string): string | null => countryWords.get(fold(cell)) ?? null

// Codes, then names from the largest down: an oblast is meant before its town of the same name, unless a place says so.
const territoryWords = new Map<string, string>()
const settlementWords = new Map<string, string>()
for (const each of territories) {
	const { code, kind, name, latin, exonym, nuts, insee } = each
	const country = pathOf(code)[0]!.code
	for (const word of [code, nuts, ...(insee && kind !== 'country' ? [insee] : []), ...Object.values(name), latin, exonym]) {
		const key = word && `${country} ${fold(word)}`
		if (!key) continue
		if (!territoryWords.has(key)) territoryWords.set(key, code)
		if (kind === 'municipality' && !settlementWords.has(key)) settlementWords.set(key, code)
	}
}
const levels = new Set(
	'oblast province district община municipality region région département department област'.split(' ').map(fold)
)
const territoryOf = (cell: string, country: string, words = territoryWords): string | null => {
	const folded = fold(cell)
	const bare = folded
		.split(' ')
		.filter((word) => !levels.has(word))
		.join(' ')
	return words.get(`${country} ${folded}`) ?? words.get(`${country} ${bare}`) ?? null
}

const departments = new Map(territories.filter(({ kind }) => kind === 'department').map(({ insee, code }) => [insee, code]))

/** A French post code or INSEE code begins with its department's, Corsica and overseas apart. */
function departmentOf(postcode: string): string | null {
	const two = postcode.slice(0, 2)
	if (two === '97' || two === '98') return departments.get(postcode.slice(0, 3)) ?? null
	if (two === '20') return departments.get(Number(postcode) < 20200 ? '2A' : '2B') ?? null
	return departments.get(two) ?? null
}

/** The post code in an address: five digits in France, four in Bulgaria. */
export function postcodeOf(address: string | null, country: string): string | null {
	if (!address) return null
	if (country === 'BG') return /(?<!\d)([1-9]\d{3})(?!\d)/.exec(address)?.[1] ?? null
	if (country !== 'FR') return null
	const five = /(?<!\d)(\d{5})(?!\d)/.exec(address)?.[1]
	// A spreadsheet took the first nought for nothing; alone between commas, four digits were a post code.
	const four = /,\s*(\d{4})\s*,/.exec(address)?.[1]
	return five ?? (four ? `0${four}` : null)
}

export type ImportProblem = {
	field: ImportField | null
	message: `import.problem.${string}` | `error.${string}`
	params?: Record<string, string | number>
	warning?: true
}

/** What a row would become. */
export type ImportEntry = {
	name: Localized
	otherNames: string[]
	acronyms: string[]
	kind: string
	country: string
	territory: string | null
	place: string | null
	address: string | null
	website: string | null
	email: string | null
	phone: string | null
	size: Size | null
	population: number | null
	identifiers: { scheme: 'eik' | 'siren' | 'siret' | 'rna' | 'other'; value: string }[]
}

const tidy = (cell: string | undefined, most: number) =>
	(cell ?? '')
		// What spreadsheets put before a text that begins like a formula.
		.replace(/^'(?=[=+\-@])/, '')
		// eslint-disable-next-line no-control-regex -- a cell is a line
		.replace(/[\s\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, ' ')
		.trim()
		.slice(0, most)

const cyrillic = /\p{Script=Cyrillic}/u

/** Reads a row by the mapping. `entry` is null when the row cannot become anything; warnings leave the cell out and the row in. */
export function readEntry(
	cells: readonly string[],
	mapping: Mapping,
	defaults: ImportDefaults
): { entry: ImportEntry | null; problems: ImportProblem[] } {
	const problems: ImportProblem[] = []
	const all = (field: ImportField) =>
		mapping.flatMap((each, at) => (each === field && cells[at]?.trim() ? [tidy(cells[at], 1000)] : []))
	const first = (field: ImportField) => all(field)[0] ?? ''
	const wrong = (field: ImportField, message: ImportProblem['message'], params?: ImportProblem['params']) =>
		void problems.push({ field, message, ...(params && { params }) })
	const warn = (field: ImportField, message: ImportProblem['message'], params?: ImportProblem['params']) =>
		void problems.push({ field, message, warning: true, ...(params && { params }) })

	const writtenCountry = first('country')
	const country = writtenCountry ? countryOf(writtenCountry) : defaults.country
	if (!country)
		wrong('country', writtenCountry ? 'import.problem.country' : 'import.problem.no_country', {
			text: writtenCountry.slice(0, 60)
		})

	const name: Localized = {}
	for (const locale of locales) {
		const given = first(`name_${locale}`)
		if (given) name[locale] = given
	}
	const plainName = first('name')
	if (plainName) {
		// In its own language: the letters say it, else the country.
		const locale = cyrillic.test(plainName) ? 'bg' : country === 'FR' ? 'fr' : 'en'
		name[locale] ??= plainName
	}
	if (Object.keys(name).length === 0) wrong('name', 'import.problem.no_name')
	for (const [locale, text] of Object.entries(name))
		if (text.length > 300) wrong(plainName === text ? 'name' : (`name_${locale}` as ImportField), 'error.too_long')
	const anyName = Object.values(name)[0] ?? ''
	// A name without a letter or a figure names nothing.
	if (anyName && !/[\p{L}\p{N}]/u.test(anyName)) wrong('name', 'import.problem.no_name')
	if (/^[=@+-].*[|!(]/.test(anyName)) wrong('name', 'import.problem.formula')
	if (/^#(REF|N\/A|VALUE|DIV\/0|NAME|NUM|NULL)[!?]?/.test(anyName)) wrong('name', 'import.problem.cell_error')

	const writtenKind = first('kind')
	const read = writtenKind ? kindOf(writtenKind) : null
	if (writtenKind && !read) warn('kind', 'import.problem.kind', { text: writtenKind.slice(0, 60) })
	const kind = read ?? kindOfName(anyName) ?? defaults.kind ?? 'other'

	const address = first('address').slice(0, 300) || null
	const place = first('place').slice(0, 120) || null
	let territory: string | null = null
	const writtenTerritory = first('territory')
	if (country) {
		if (writtenTerritory) {
			territory = territoryOf(writtenTerritory, country)
			if (!territory) warn('territory', 'import.problem.territory', { text: writtenTerritory.slice(0, 60) })
		}
		const settlement = place && territoryOf(place, country, settlementWords)
		// The municipality is more than its oblast when it lies in it.
		if (settlement && (!territory || pathOf(settlement).some(({ code }) => code === territory))) territory = settlement
		const postcode = country === 'FR' ? postcodeOf(address, 'FR') : null
		if (!territory && postcode) territory = departmentOf(postcode)
	}

	const identifiers: ImportEntry['identifiers'] = []
	const keep = (scheme: ImportEntry['identifiers'][number]['scheme'], value: string) => {
		if (!identifiers.some((each) => each.scheme === scheme && each.value === value)) identifiers.push({ scheme, value })
	}
	for (const scheme of ['eik', 'siren', 'siret', 'rna'] as const)
		for (const written of all(scheme)
			.flatMap((cell) => cell.split(/[,;]/))
			.filter((each) => each.trim())) {
			const checked = checkIdentifier(scheme, written)
			if (checked.ok) keep(scheme, checked.value)
			else wrong(scheme, checked.error)
		}
	for (const written of all('identifier')) {
		const kinds: IdentifierKind[] = country === 'BG' ? ['eik'] : ['siret', 'siren', 'rna']
		const found = kinds.map((scheme) => ({ scheme, checked: checkIdentifier(scheme, written) })).find(({ checked }) => checked.ok)
		if (found?.checked.ok) keep(found.scheme as 'eik', found.checked.value)
		else if (written.length <= 40) keep('other', written)
		else warn('identifier', 'import.problem.identifier')
	}
	for (const written of all('code')) if (written.length <= 40) keep('other', written)

	const mail = first('email').toLowerCase()
	const email = /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,}$/.test(mail) && mail.length <= 254 ? mail : null
	if (mail && !email) warn('email', 'import.problem.email', { text: mail.slice(0, 60) })
	const site = first('website')
	const website = site ? webAddress(site) : null
	if (site && !website) warn('website', 'import.problem.website', { text: site.slice(0, 60) })
	const phone = first('phone').slice(0, 40) || null

	const writtenSize = first('size').toLowerCase()
	const size = sizes.find((each) => each === writtenSize) ?? sizeOf(writtenSize)
	if (writtenSize && !size) warn('size', 'import.problem.size', { text: writtenSize.slice(0, 60) })
	const people = first('population').replace(/[\s.,\u00a0\u202f]/g, '')
	if (people && !/^\d{1,9}$/.test(people)) warn('population', 'error.network.population')

	if (problems.some(({ warning }) => !warning)) return { entry: null, problems }
	const otherNames = [...new Set(all('other_name'))]
		.filter((each) => each.length <= 300 && !Object.values(name).includes(each))
		.slice(0, 20)
	const acronyms = [...new Set(all('acronym'))].filter((each) => each.length <= 20).slice(0, 10)
	return {
		entry: {
			...{ name, otherNames, acronyms, kind, country: country!, territory, place, address, website, email, phone, size },
			population: /^\d{1,9}$/.test(people) ? Number(people) : null,
			identifiers
		},
		problems
	}
}

function sizeOf(written: string): Size | null {
	if (!/^\d{1,7}$/.test(written)) return null
	const people = Number(written)
	return people < 10 ? 'micro' : people < 50 ? 'small' : people < 250 ? 'medium' : 'large'
}

/** A web address as people write it, with or without its scheme; null for what is none. */
function webAddress(written: string): string | null {
	const text = /^https?:\/\//i.test(written) ? written : `https://${written}`
	if (/\s/.test(text) || text.length > 300) return null
	try {
		const url = new URL(text)
		return /^https?:$/.test(url.protocol) && url.hostname.includes('.') && !url.username ? url.href : null
	} catch {
		return null
	}
}
