import { z } from 'zod'
import { workingLanguages } from '#programme/languages'
import {
	box,
	gather,
	localizedLine,
	optionalDay,
	optionalLocalizedParagraphs,
	optionalParagraphs,
	paragraphs,
	ticked
} from '#platform/shapes'
import { cooperationKinds } from '#programme/cooperation-kinds'
import { programme } from '#programme/programme'
import { territory } from '#programme/territories'
import { themes } from '#programme/themes'
import { listingStatuses } from './workflow.ts'

/** An offer or a need; `listing` is either. */
export const listingSides = ['offer', 'need'] as const
export type ListingSide = (typeof listingSides)[number]

export const TITLE_LENGTH = 160
export const TEXT_LENGTH = 6000
export const REASON_LENGTH = 2000

const themeKeys = themes.map(({ key }) => key)
const kindKeys = cooperationKinds.map(({ key }) => key)
const countryCodes = programme.countries.map(({ code }) => code)

const territoryCode = z.preprocess(
	(value) => (value === '' || value === undefined ? null : value),
	z
		.string('error.choice')
		.refine((code) => territory(code) !== undefined, 'error.choice')
		.nullable()
)

/** What somebody writes of an offer or a need. A draft needs no more than a title; submitting asks for the rest. */
export const listingShape = z
	.object({
		title: localizedLine(TITLE_LENGTH),
		text: optionalLocalizedParagraphs(TEXT_LENGTH),
		themes: ticked(themeKeys).pipe(z.array(z.string()).max(8, 'error.listing.themes')),
		kinds: ticked(kindKeys),
		territory: territoryCode,
		periodFrom: optionalDay,
		periodUntil: optionalDay,
		languages: ticked(workingLanguages),
		anonymous: box
	})
	.refine(({ periodFrom, periodUntil }) => !periodFrom || !periodUntil || periodFrom <= periodUntil, {
		path: ['periodUntil'],
		message: 'error.listing.period',
		when: () => true
	})
export type ListingInput = z.output<typeof listingShape>

/** The form of one that exists carries the version it was filled in from. */
export const correctForm = z.preprocess(
	gather('title', 'text'),
	listingShape.safeExtend({ version: z.coerce.number().int().min(1) })
)
export const draftForm = z.preprocess(
	gather('title', 'text'),
	listingShape.safeExtend({
		side: z.enum(listingSides, 'error.listing.side'),
		organisation: z.uuid('error.listing.organisation')
	})
)

const version = z.coerce.number().int().min(1)
/** A moderator's word is about the text that was read: its version comes along. */
export const versionForm = z.object({ version })
export const returnForm = z.object({ version, reason: paragraphs(REASON_LENGTH, 'error.listing.reason') })
export const closeForm = z.object({ reason: optionalParagraphs(REASON_LENGTH) })

const words = z.string().max(200, 'error.too_long')
const after = z.uuid('error.office.filter')

/** What the board can be narrowed to, as it stands in the page's address. */
export const boardQuery = z.object({
	side: z.enum(listingSides, 'error.office.filter'),
	theme: z.enum(themeKeys, 'error.office.filter'),
	kind: z.enum(kindKeys, 'error.office.filter'),
	country: z.enum(countryCodes, 'error.office.filter'),
	territory: z.string().refine((code) => territory(code) !== undefined, 'error.office.filter'),
	/** A language one can work in. */
	language: z.enum(workingLanguages, 'error.office.filter'),
	q: words,
	after
})
export type BoardFilters = Partial<Omit<z.output<typeof boardQuery>, 'after'>>

/** What the office's list can be narrowed to. */
export const officeQuery = z.object({
	status: z.enum(listingStatuses, 'error.office.filter'),
	side: z.enum(listingSides, 'error.office.filter'),
	theme: z.enum(themeKeys, 'error.office.filter'),
	country: z.enum(countryCodes, 'error.office.filter'),
	/** A reference, or part of a title. */
	q: words,
	after
})
export type OfficeFilters = Partial<Omit<z.output<typeof officeQuery>, 'after'>>
