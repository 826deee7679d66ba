import { z } from 'zod'

/** What one can write to the service about. */
export const contactSubjects = [
	'project',
	'call',
	'event',
	'scholarship',
	'network',
	'press',
	'personal-data',
	'accessibility',
	'security',
	'other'
] as const
export type ContactSubject = (typeof contactSubjects)[number]
export const isContactSubject = (value: unknown): value is ContactSubject => contactSubjects.includes(value as ContactSubject)

export const MESSAGE_LENGTH = 5000

/** One line as people type it: no control characters, no runs of spaces, no marks that turn the writing round. */
const line = (max: number) =>
	z
		.string()
		.max(max * 4, 'error.too_long')
		// eslint-disable-next-line no-control-regex -- a name stands on one line
		.transform((value) => value.replace(/[\s\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim())

export const contactForm = z.object({
	name: line(200).pipe(z.string().min(1, 'error.contact.name').max(200, 'error.too_long')),
	email: z.string().trim().max(254, 'error.contact.email').pipe(z.email('error.contact.email')),
	organisation: line(200)
		.pipe(z.string().max(200, 'error.too_long'))
		.default('')
		.transform((value) => value || null),
	subject: z.enum(contactSubjects, 'error.contact.subject'),
	message: z
		.string()
		.max(MESSAGE_LENGTH * 4, 'error.contact.message_long')
		// Browsers post line breaks as CR LF: counted as the page counts them.
		.transform((value) => value.replace(/\r\n?/g, '\n').trim())
		.pipe(z.string().min(1, 'error.contact.message').max(MESSAGE_LENGTH, 'error.contact.message_long')),
	/** A field people do not see; programs that fill in every field give themselves away. */
	website: z.string().default('')
})
export type ContactInput = z.output<typeof contactForm>
