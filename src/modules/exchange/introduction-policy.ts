import { mayWrite } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'
import { mayModerate, mayReadExchange } from './policy.ts'

/** What the actor is in an organisation. */
export type Standing = 'member' | 'lead' | null

/** What the actor is in the two organisations of an introduction. */
export type Standings = { from: Standing; to: Standing }

/** Who may do what with an introduction; when it may be done is the workflow's business. */
export const introductionPolicy = {
	/** Asking, agreeing, declining, closing and blocking speak for the organisation: its leads do. */
	speakFor: (actor: Actor | null, standing: Standing): boolean => mayWrite(actor) && standing === 'lead',
	/** The members of both organisations read it and write in it; the office reads everything. */
	view: (actor: Actor | null, { from, to }: Standings): boolean => mayReadExchange(actor) || from !== null || to !== null,
	write: (actor: Actor | null, standing: Standing): boolean => mayWrite(actor) && standing !== null,
	/** An officer asks for two, writes to both, withdraws and closes. */
	mediate: (actor: Actor | null): boolean => mayModerate(actor)
}
