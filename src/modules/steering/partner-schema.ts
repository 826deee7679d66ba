import { z } from 'zod'
import { programme } from '#programme/programme'

export const parties = ['organisation', 'person'] as const
export type Party = (typeof parties)[number]

/** The sections of a partner's file, in the order they are read. */
export const threadKinds = [
	'project',
	'award',
	'application',
	'introduction',
	'listing',
	'event',
	'commitment',
	'practice'
] as const
export type ThreadKind = (typeof threadKinds)[number]

const services = programme.services.map(({ key }) => key) as [string, ...string[]]

export const noteForm = z.object({
	service: z.enum(services, 'error.required'),
	text: z.string().trim().min(1, 'error.required').max(4000, 'error.too_long'),
	shared: z.literal('yes').optional()
})
export type NoteInput = z.output<typeof noteForm>

export const noteGoneForm = z.object({ note: z.uuid('error.required') })

export const partnersQuery = z.object({ q: z.string().max(200, 'error.too_long') })
