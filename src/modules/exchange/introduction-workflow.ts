/** The life of an introduction: from which statuses each can be reached. Buttons, verbs and the nightly job read the same table. */
export const introductionStatuses = ['asked', 'accepted', 'declined', 'lapsed', 'withdrawn', 'closed'] as const
export type IntroductionStatus = (typeof introductionStatuses)[number]

const reachableFrom: Record<IntroductionStatus, readonly IntroductionStatus[]> = {
	asked: [],
	accepted: ['asked'],
	declined: ['asked'],
	lapsed: ['asked'],
	withdrawn: ['asked'],
	closed: ['accepted']
}
export const canMoveIntroduction = (from: string, to: IntroductionStatus): boolean =>
	(reachableFrom[to] as readonly string[]).includes(from)

/** `from` asked, or was named first by the officer; `to` is the other one. */
export type Side = 'from' | 'to'
export const otherSide = (side: Side): Side => (side === 'from' ? 'to' : 'from')

/** While it stands, words go to and fro. */
export const isStanding = (status: string): boolean => status === 'asked' || status === 'accepted'
/** What came of it can be said once both have agreed, also after it was closed. */
export const mayHaveOutcome = (status: string): boolean => status === 'accepted' || status === 'closed'
