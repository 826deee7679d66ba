import { z } from 'zod'
import { gather, localizedLine, optionalLine, optionalLocalizedParagraphs, paragraphs, ticked } from '#platform/shapes'
import { programme } from '#programme/programme'
import { territory } from '#programme/territories'
import { themes } from '#programme/themes'
import { practiceStatuses } from './practice-workflow.ts'

export const TITLE_LENGTH = 160
export const PART_LENGTH = 4000
export const REASON_LENGTH = 2000

/** The parts of the sheet, in the order in which they are read. */
export const practiceParts = ['problem', 'solution', 'actors', 'cost', 'results', 'conditions'] as const
export type PracticePart = (typeof practiceParts)[number]

const themeKeys = themes.map(({ key }) => key)
const emptyIsNull = (value: unknown) => (value === '' || value === undefined ? null : value)
const text = optionalLocalizedParagraphs(PART_LENGTH)

/** What somebody writes of a good practice. A draft needs no more than a title; submitting asks for the rest. */
export const practiceShape = z.object({
	title: localizedLine(TITLE_LENGTH),
	problem: text,
	solution: text,
	actors: text,
	cost: text,
	results: text,
	conditions: text,
	organisation: z.preprocess(emptyIsNull, z.uuid('error.choice').nullable()),
	themes: ticked(themeKeys).pipe(z.array(z.string()).max(8, 'error.practice.themes')),
	territory: z.preprocess(
		emptyIsNull,
		z
			.string('error.choice')
			.refine((code) => territory(code) !== undefined, 'error.choice')
			.nullable()
	),
	/** Addresses, as people copy them from their browser. */
	event: optionalLine(500),
	project: optionalLine(500)
})
export type PracticeInput = z.output<typeof practiceShape>

const localized = ['title', ...practiceParts]
const version = z.coerce.number().int().min(1)
export const practiceDraftForm = z.preprocess(gather(...localized), practiceShape)
/** The form of one that exists carries the version it was filled in from. */
export const practiceForm = z.preprocess(gather(...localized), practiceShape.safeExtend({ version }))
/** A word on a sheet is about the text that was read: its version comes along. */
export const practiceVersionForm = z.object({ version })
export const practiceReturnForm = z.object({ version, reason: paragraphs(REASON_LENGTH, 'error.practice.reason') })

const words = z.string().max(200, 'error.too_long')
const after = z.uuid('error.office.filter')
/** What the public list can be narrowed to, as it stands in the page's address. */
export const practiceQuery = z.object({
	theme: z.enum(themeKeys, 'error.office.filter'),
	country: z.enum(
		programme.countries.map(({ code }) => code),
		'error.office.filter'
	),
	territory: z.string().refine((code) => territory(code) !== undefined, 'error.office.filter'),
	q: words,
	after
})
export type PracticeFilters = Partial<Omit<z.output<typeof practiceQuery>, 'after'>>

export const officePracticeQuery = z.object({ status: z.enum(practiceStatuses, 'error.office.filter'), q: words, after })
