import { locales } from '#platform/i18n'
import { z } from 'zod'
import { optionalLine, paragraphs, ticked } from '#platform/shapes'
import { cooperationKinds } from '#programme/cooperation-kinds'
import { programme } from '#programme/programme'
import { themes } from '#programme/themes'

export const marks = ['pinned', 'hidden', 'good', 'poor'] as const
export type Mark = (typeof marks)[number]

export const NOTE_LENGTH = 1000
export const IDEA_LENGTH = 2000

const subject = z.string().regex(/^(listing|organisation):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'error.choice')

/** What staff say of one suggestion; `undo` takes the same mark off. */
export const markShape = z.object({
	target: subject,
	mark: z.enum(marks, 'error.choice'),
	undo: z.preprocess((value) => value === 'yes', z.boolean()),
	note: optionalLine(NOTE_LENGTH)
})

/** A project idea: asked, not kept. */
export const ideaShape = z.object({
	idea: paragraphs(IDEA_LENGTH),
	country: z.enum(
		programme.countries.map(({ code }) => code),
		'error.choice'
	),
	language: z.enum(locales, 'error.choice').default(locales[0]),
	themes: ticked(themes.map(({ key }) => key)),
	kinds: ticked(cooperationKinds.map(({ key }) => key))
})
export type IdeaInput = z.output<typeof ideaShape>
