import { z } from 'zod'
import {
	box,
	gather,
	localizedLine,
	localizedParagraphs,
	optionalLine,
	optionalLocalizedLine,
	optionalLocalizedParagraphs,
	optionalWebsite,
	ticked
} from '#platform/shapes'
import { locales } from '#platform/i18n'
import { workingLanguages } from '#programme/languages'
import { programme } from '#programme/programme'
import { territory } from '#programme/territories'
import { themes } from '#programme/themes'
import { eventStatuses } from './workflow.ts'

export const eventKinds = ['conference', 'seminar', 'workshop', 'meeting', 'study-visit', 'ceremony'] as const
export type EventKind = (typeof eventKinds)[number]
export const eventFormats = ['place', 'online', 'both'] as const
export type EventFormat = (typeof eventFormats)[number]
export const registrationModes = ['none', 'open', 'moderated', 'invitation'] as const
export type RegistrationMode = (typeof registrationModes)[number]
export const partnerRoles = ['organiser', 'partner', 'host', 'speaker'] as const
export type PartnerRole = (typeof partnerRoles)[number]
export const documentKinds = ['programme', 'slides', 'minutes', 'proceedings', 'photograph', 'other'] as const
export type DocumentKind = (typeof documentKinds)[number]
/** Between which languages is interpreted, in both directions. */
export const interpretationPairs: readonly string[] = programme.languages.flatMap((one, at) =>
	programme.languages.slice(at + 1).map((other) => `${one}-${other}`)
)

export const TITLE_LENGTH = 200
export const SUMMARY_LENGTH = 600
export const TEXT_LENGTH = 12_000
export const REASON_LENGTH = 2000

const themeKeys = themes.map(({ key }) => key) as [string, ...string[]]
const priorityKeys = programme.priorities.map(({ key }) => key)
const serviceKeys = programme.services.map(({ key }) => key) as [string, ...string[]]

const blank = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? null : (value ?? null))

/** A date and time of the clock as a form's field posts it (`2027-06-01T09:30`); which zone, another field says. */
const local = z
	.string('error.required')
	.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, 'error.event.instant')
	.refine((value) => {
		const at = Date.parse(`${value}Z`)
		return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value) && /^(19|20|21)/.test(value)
	}, 'error.event.instant')
export const localInstant = z.preprocess((value) => (value === '' ? undefined : value), local)
export const optionalLocalInstant = z.preprocess(blank, local.nullable())

const isZone = (zone: string) => {
	try {
		return /^[A-Za-z][\w+/-]+$/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
	} catch {
		return false
	}
}
/** A zone of the IANA's list. */
export const zoneName = z.string('error.required').max(60, 'error.event.zone').refine(isZone, 'error.event.zone')

const degrees = (most: number) =>
	z.preprocess(
		(value) => (typeof value === 'string' ? blank(value.replace(',', '.')) : (value ?? null)),
		z.coerce.number('error.event.coordinate').min(-most, 'error.event.coordinate').max(most, 'error.event.coordinate').nullable()
	)

const territoryCode = z.preprocess(
	blank,
	z
		.string('error.choice')
		.refine((code) => territory(code) !== undefined, 'error.choice')
		.nullable()
)

/** What is written of an event. A draft needs its title, kind, service and dates; publishing asks for the rest. */
export const eventShape = z.object({
	kind: z.enum(eventKinds, 'error.choice'),
	service: z.enum(serviceKeys, 'error.choice'),
	services: ticked(serviceKeys),
	title: localizedLine(TITLE_LENGTH),
	summary: optionalLocalizedParagraphs(SUMMARY_LENGTH),
	text: optionalLocalizedParagraphs(TEXT_LENGTH),
	priorities: ticked(priorityKeys),
	themes: ticked(themeKeys).pipe(z.array(z.string()).max(12, 'error.event.themes')),
	territory: territoryCode,
	place: optionalLocalizedLine(200),
	address: optionalLine(300),
	lat: degrees(90),
	lon: degrees(180),
	onlineUrl: optionalWebsite,
	format: z.enum(eventFormats, 'error.choice'),
	starts: localInstant,
	ends: localInstant,
	zone: zoneName,
	languages: ticked(workingLanguages),
	interpretation: ticked(interpretationPairs),
	registration: z.enum(registrationModes, 'error.choice'),
	opens: optionalLocalInstant,
	closes: optionalLocalInstant,
	attendeesPublic: box
})
export type EventInput = z.output<typeof eventShape>

const version = z.coerce.number().int().min(1)
export const draftForm = z.preprocess(gather('title', 'summary', 'text', 'place'), eventShape)
export const correctForm = z.preprocess(gather('title', 'summary', 'text', 'place'), eventShape.extend({ version }))
export const versionForm = z.object({ version })
export const cancelForm = z.preprocess(
	gather('reason'),
	z.object({ version, reason: localizedParagraphs(REASON_LENGTH, 'error.event.reason') })
)
export const copyForm = z.object({ starts: localInstant })

export const partnerForm = z.object({
	organisation: z.uuid('error.event.organisation'),
	role: z.enum(partnerRoles, 'error.choice')
})
export const documentShape = z.preprocess(
	gather('title'),
	z.object({ title: localizedLine(TITLE_LENGTH), kind: z.enum(documentKinds, 'error.choice'), public: box })
)
/** A file of events is refused beyond this: the largest schedules known are half of it. */
export const IMPORT_BYTES = 5 * 1024 * 1024
/** What a file of events does not say: whose they are, what they are, and the language its words are in. */
export const eventImportForm = z.object({
	service: z.enum(serviceKeys, 'error.choice'),
	kind: z.enum(eventKinds, 'error.choice'),
	language: z.enum(locales, 'error.choice')
})
export type EventImportInput = z.output<typeof eventImportForm>

/** A button of a list: the part it is about. */
export const partForm = z.object({ id: z.uuid('error.choice') })

const capacity = z.preprocess(
	blank,
	z.coerce
		.number('error.event.capacity')
		.int('error.event.capacity')
		.min(0, 'error.event.capacity')
		.max(100_000, 'error.event.capacity')
		.nullable()
)
export const categoryForm = z.preprocess(gather('title'), z.object({ title: localizedLine(120), capacity }))
export const correctCategoryForm = z.preprocess(
	gather('title'),
	z.object({ id: z.uuid('error.choice'), title: localizedLine(120), capacity })
)
export type CategoryInput = z.output<typeof categoryForm>

const words = z.string().max(200, 'error.too_long')
const after = z.uuid('error.office.filter')
/** `2027-06`: a month of the agenda. */
const month = z.string().regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/, 'error.office.filter')

/** What the agenda can be narrowed to, as it stands in the page's address. */
export const agendaQuery = z.object({
	q: words,
	kind: z.enum(eventKinds, 'error.office.filter'),
	theme: z.enum(themeKeys, 'error.office.filter'),
	territory: z.string().refine((code) => territory(code) !== undefined, 'error.office.filter'),
	language: z.enum(workingLanguages, 'error.office.filter'),
	format: z.enum(eventFormats, 'error.office.filter'),
	view: z.enum(['list', 'month', 'map'], 'error.office.filter'),
	when: z.enum(['coming', 'past'], 'error.office.filter'),
	month,
	after
})
export type AgendaFilters = Partial<
	Pick<z.output<typeof agendaQuery>, 'q' | 'kind' | 'theme' | 'territory' | 'language' | 'format'>
>

/** What the office's list can be narrowed to. */
export const officeEventsQuery = z.object({
	q: words,
	kind: z.enum(eventKinds, 'error.office.filter'),
	status: z.enum(eventStatuses, 'error.office.filter'),
	service: z.enum(serviceKeys, 'error.office.filter'),
	after
})
export type OfficeEventFilters = Partial<Omit<z.output<typeof officeEventsQuery>, 'after'>>
