import { z } from 'zod'
import { optionalLine, ticked } from '#platform/shapes'
import { organisationKinds } from '#programme/organisation-kinds'
import { territory } from '#programme/territories'
import { themes } from '#programme/themes'

/** The three questions as they stand in an address. */
export const checkQuery = z.object({
	kind: z.enum(
		organisationKinds.map(({ key }) => key),
		'error.choice'
	),
	place: z.string('error.required').refine((code) => territory(code) !== undefined, 'error.choice'),
	words: optionalLine(300).transform((words) => words ?? ''),
	themes: ticked(themes.map(({ key }) => key))
})
