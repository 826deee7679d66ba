import { z } from 'zod'
import {
	box,
	gather,
	line,
	localizedLine,
	optionalChoice,
	optionalDay,
	optionalEmail,
	optionalLine,
	optionalLocalizedLine,
	optionalLocalizedParagraphs,
	optionalParagraphs,
	optionalWebsite,
	ticked
} from '#platform/shapes'
import { organisationKinds } from '#programme/organisation-kinds'
import { programme } from '#programme/programme'
import { pathOf, territory } from '#programme/territories'
import { themes } from '#programme/themes'
import { checkIdentifier } from './identifiers.ts'
import { workingLanguages } from '#programme/languages'
import { levels, organisationFields, personFields, type Level } from './policy.ts'

const keysOfThemes = themes.map(({ key }) => key)
export const kindKeys = organisationKinds.map(({ key }) => key)
export const sizes = ['micro', 'small', 'medium', 'large'] as const
export type Size = (typeof sizes)[number]

/** The programme's countries first, then those an organisation of the network may have its seat in. */
export const seats: readonly string[] = [
	...programme.countries.map(({ code }) => code),
	...[
		'AT',
		'BE',
		'CH',
		'CY',
		'CZ',
		'DE',
		'DK',
		'EE',
		'ES',
		'FI',
		'GB',
		'GR',
		'HR',
		'HU',
		'IE',
		'IT',
		'LT',
		'LU',
		'LV',
		'MD',
		'ME',
		'MK',
		'MT',
		'NL',
		'NO',
		'PL',
		'PT',
		'RO',
		'RS',
		'SE',
		'SI',
		'SK',
		'TR',
		'UA'
	].filter((code) => !programme.countries.some((country) => country.code === code))
]

/** Identifiers a form asks for; `other` comes from files and is kept as it is. */
export const identifierSchemes = ['eik', 'siren', 'siret', 'rna'] as const
export type IdentifierScheme = (typeof identifierSchemes)[number]

export const themeChoice = ticked(keysOfThemes)
export const languageChoice = ticked(workingLanguages)
export const territoryChoice = z
	.string()
	.max(20, 'error.choice')
	.default('')
	.transform((code) => code || null)
	.refine((code) => code === null || territory(code) !== undefined, 'error.choice')

/** One per line, each once. */
const several = (most: number, each: number) =>
	optionalParagraphs(most * (each + 2))
		.transform((text) => [
			...new Set(
				text
					.split('\n')
					.map((name) => name.trim())
					.filter(Boolean)
			)
		])
		.refine((names) => names.length <= most && names.every((name) => name.length <= each), 'error.too_long')

/** The numbers of one register, between commas, each checked; as the register writes them. */
const identifier = (scheme: IdentifierScheme) =>
	optionalLine(200).transform((written, issues) => {
		const values: string[] = []
		for (const each of (written ?? '').split(/[,;]/).filter((each) => each.trim())) {
			const checked = checkIdentifier(scheme, each)
			if (checked.ok) values.push(checked.value)
			else issues.addIssue({ code: 'custom', message: checked.error })
		}
		return [...new Set(values)]
	})

const people = z
	.string()
	.max(20, 'error.network.population')
	.default('')
	.transform((written) => written.replace(/[\s.,\u00a0\u202f]/g, ''))
	.refine((digits) => /^\d{0,8}$/.test(digits), 'error.network.population')
	.transform((digits) => (digits ? Number(digits) : null))

/** The fields `visibility.email` … as one object; those left at their usual level are not kept. */
export const gatherVisibility = <Field extends string>(usual: Record<Field, Level>, values: unknown): unknown => {
	if (typeof values !== 'object' || values === null) return values
	const rest: Record<string, unknown> = {}
	const visibility: Record<string, unknown> = {}
	for (const [name, value] of Object.entries(values)) {
		const field = name.startsWith('visibility.') ? name.slice(11) : null
		if (field === null) rest[name] = value
		else if (Object.hasOwn(usual, field) && value !== usual[field as Field]) visibility[field] = value
	}
	return { ...rest, visibility }
}

const organisationShape = {
	name: localizedLine(300),
	acronyms: several(10, 20),
	otherNames: several(20, 300),
	kind: z.enum(kindKeys as [string, ...string[]], 'error.choice'),
	country: z.enum(seats as [string, ...string[]], 'error.choice'),
	territory: territoryChoice,
	place: optionalLine(120),
	address: optionalLine(300),
	website: optionalWebsite,
	email: optionalEmail,
	phone: optionalLine(40),
	size: optionalChoice(sizes),
	population: people,
	description: optionalLocalizedParagraphs(4000),
	expertise: optionalLocalizedParagraphs(2000),
	themes: themeChoice,
	languages: languageChoice,
	eik: identifier('eik'),
	siren: identifier('siren'),
	siret: identifier('siret'),
	rna: identifier('rna'),
	visibility: z.record(z.string(), z.enum(levels, 'error.choice')).default({})
}
const text = ['name', 'description', 'expertise']
const prepared = (values: unknown) => gatherVisibility(organisationFields, gather(...text)(values))
const inItsCountry = ({ country, territory }: { country: string; territory: string | null }) =>
	territory === null || pathOf(territory)[0]?.code === country
const misplaced = { path: ['territory'], message: 'error.network.territory_country' }

const organisation = z.object(organisationShape)
/** What is known of an organisation. `version` is the one that was read; what is typed over a newer one is refused. */
export const organisationForm = z.preprocess(prepared, organisation.refine(inItsCountry, misplaced))
export type OrganisationInput = z.output<typeof organisation>
export const correctionForm = z.preprocess(
	prepared,
	organisation.extend({ version: z.coerce.number('error.required').int().min(1) }).refine(inItsCountry, misplaced)
)

const post = { function: line(200), message: optionalParagraphs(2000) }
/** An organisation nobody had, with the post of whoever proposes it. */
export const proposalForm = z.preprocess(prepared, organisation.extend(post).refine(inItsCountry, misplaced))
export const claimForm = z.object(post)
export type ClaimInput = z.output<typeof claimForm>

export const reasonForm = z.object({ reason: line(1000) })

const seat = z.preprocess((value) => value || null, z.enum(seats as [string, ...string[]], 'error.choice').nullable())
const ownEntryShape = {
	name: line(200),
	latin: optionalLine(200),
	country: seat,
	territory: territoryChoice,
	function: optionalLocalizedLine(200),
	expertise: optionalLocalizedParagraphs(2000),
	themes: themeChoice,
	languages: languageChoice,
	isExpert: box,
	visibility: z.record(z.string(), z.enum(levels, 'error.choice')).default({}),
	awayFrom: optionalDay,
	awayUntil: optionalDay
}
const preparedPerson = (values: unknown) => gatherVisibility(personFields, gather('function', 'expertise')(values))
const inOrder = ({ awayFrom, awayUntil }: { awayFrom: string | null; awayUntil: string | null }) =>
	!awayFrom || !awayUntil || awayFrom <= awayUntil
const disordered = { path: ['awayUntil'], message: 'error.network.away' }
const version = z.coerce.number('error.required').int().min(0)

const ownEntry = z.object(ownEntryShape)
export type OwnEntryInput = z.output<typeof ownEntry>
export const ownEntryForm = z.preprocess(preparedPerson, ownEntry.extend({ version, consent: box }).refine(inOrder, disordered))

const person = ownEntry.extend({ email: optionalEmail, phone: optionalLine(40), consentedOn: optionalDay })
/** What the staff know of a person. `consentedOn` is the day somebody without an account agreed to be shown. */
export const personForm = z.preprocess(preparedPerson, person.refine(inOrder, disordered))
export type PersonInput = z.output<typeof person>
export const personCorrectionForm = z.preprocess(preparedPerson, person.extend({ version }).refine(inOrder, disordered))

export const membershipRoles = ['member', 'lead'] as const
/** A person's post, as the staff record it: `person` is the id of an entry or a name that only one entry has. */
export const membershipForm = z.preprocess(
	gather('function'),
	z.object({
		person: line(200),
		role: z.enum(membershipRoles, 'error.choice'),
		function: optionalLocalizedLine(200),
		since: optionalDay
	})
)
export type MembershipInput = z.output<typeof membershipForm>
export const endForm = z.object({ id: z.uuid('error.required'), until: optionalDay })
/** What somebody does there, corrected. */
export const postForm = z.preprocess(gather('post'), z.object({ id: z.uuid('error.required'), post: optionalLocalizedLine(200) }))
export const membershipRoleForm = z.object({ id: z.uuid('error.required'), role: z.enum(membershipRoles, 'error.choice') })

export const linkKinds = ['parent', 'twin', 'network'] as const
export type LinkKind = (typeof linkKinds)[number]
/** `other` is a reference, or a name that only one listed organisation has. */
export const linkForm = z.object({ kind: z.enum(linkKinds, 'error.choice'), other: line(300), since: optionalDay })
export type LinkInput = z.output<typeof linkForm>
