import { z } from 'zod'
import { box, line, optionalDay, optionalLine, optionalParagraphs, paragraphs } from '#platform/shapes'
import { optionalMoney } from './call-parts-schema.ts'

export const MINUTES_LENGTH = 50_000
export const DEPARTURE_LENGTH = 2000
export const REASONS_LENGTH = 3000

export const outcomeKinds = ['selected', 'reserve', 'rejected'] as const
export type OutcomeKind = (typeof outcomeKinds)[number]

export const panelForm = z.object({ heldOn: optionalDay, place: optionalLine(200) })
export const memberForm = z.object({ email: line(254, 'error.required'), chair: box })
export const memberButton = z.object({ account: z.uuid('error.choice') })
export const presenceForm = z.object({ account: z.uuid('error.choice'), present: box })
export const recusalForm = z.object({ account: z.uuid('error.choice'), reason: paragraphs(DEPARTURE_LENGTH, 'error.required') })

export const proposalForm = z.object({
	proposed: z.enum(outcomeKinds, 'error.choice'),
	amount: optionalMoney,
	departure: optionalParagraphs(DEPARTURE_LENGTH),
	reasons: optionalParagraphs(REASONS_LENGTH)
})
export type ProposalInput = z.output<typeof proposalForm>
export const minutesForm = z.object({ minutes: optionalParagraphs(MINUTES_LENGTH) })
export const returnForm = z.object({ reason: paragraphs(DEPARTURE_LENGTH, 'error.required') })
export const decideForm = z.object({ read: box.refine((value) => value, 'error.decision.read') })
