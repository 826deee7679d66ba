import { z } from 'zod'
import { optionalParagraphs, paragraphs } from '#platform/shapes'

const version = z.coerce.number().int().min(1)
const id = z
	.union([z.literal(''), z.uuid()])
	.default('')
	.transform((id) => id || null)

/** Days of expertise: halves too. */
const days = z
	.string()
	.default('')
	.transform((text) => text.trim().replace(',', '.') || null)
	.pipe(
		z
			.string()
			.regex(/^\d{1,3}(\.[05])?$/, 'error.awards.days')
			.refine((text) => Number(text) > 0, 'error.awards.days')
			.nullable()
	)

/** A stay or a mission: `stay` is the one that is changed; `host` of a scholarship, `person` and `days` of a mission. */
export const stayForm = z.object({
	version,
	stay: id,
	host: id,
	person: id,
	purpose: paragraphs(2000),
	deliverables: optionalParagraphs(2000),
	startsOn: z.iso.date('error.date'),
	endsOn: z.iso.date('error.date'),
	days
})
export type StayInput = z.output<typeof stayForm>
export const stayMoveForm = z.object({ stay: z.uuid('error.choice'), version })
export const missionDoneForm = z.object({
	stay: z.uuid('error.choice'),
	version,
	days: days.refine((value) => value !== null, 'error.awards.days').transform((value) => value!)
})
export const alumnusForm = z.object({
	agreed: z.literal('on', 'error.alumni.agreed'),
	now: optionalParagraphs(500)
})
