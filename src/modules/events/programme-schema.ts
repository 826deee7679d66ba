import { z } from 'zod'
import {
	gather,
	line,
	localizedLine,
	optionalChoice,
	optionalEmail,
	optionalLine,
	optionalLocalizedLine,
	optionalLocalizedParagraphs
} from '#platform/shapes'
import { workingLanguages } from '#programme/languages'
import { localInstant } from './schema.ts'

/** More than any programme has, few enough to compare each with each. */
export const MOST_SESSIONS = 500
export const MOST_SPEAKERS = 500

const ids = z
	.preprocess(
		(value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
		z.array(z.uuid('error.choice')).max(40, 'error.event.speakers')
	)
	.transform((values) => [...new Set(values)])

/** A session; its instants are of the event's zone. */
const sessionShape = z.object({
	title: localizedLine(250),
	text: optionalLocalizedParagraphs(4000),
	track: optionalLine(80),
	room: optionalLine(80),
	starts: localInstant,
	ends: localInstant,
	language: optionalChoice(workingLanguages),
	speakers: ids
})
export type SessionInput = z.output<typeof sessionShape>
export const sessionForm = z.preprocess(gather('title', 'text'), sessionShape)

/** A speaker needs no account; the address is for the service alone. */
const speakerShape = z.object({
	name: line(200),
	function: optionalLocalizedLine(200),
	email: optionalEmail
})
export type SpeakerInput = z.output<typeof speakerShape>
export const speakerForm = z.preprocess(gather('function'), speakerShape)
