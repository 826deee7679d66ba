/** The life of an agreement and of an instalment: from which statuses each can be reached. Buttons and verbs read the same tables. */
export const awardKinds = ['grant', 'scholarship', 'prize', 'support'] as const
export type AwardKind = (typeof awardKinds)[number]

export const agreementStatuses = ['draft', 'sent', 'signed', 'cancelled'] as const
export type AgreementStatus = (typeof agreementStatuses)[number]

const agreementFrom: Record<AgreementStatus, readonly AgreementStatus[]> = {
	// Called back before anybody signed.
	draft: ['sent'],
	sent: ['draft'],
	signed: ['sent'],
	cancelled: ['draft', 'sent']
}
export const canMoveAgreement = (from: AgreementStatus, to: AgreementStatus): boolean => agreementFrom[to].includes(from)

export const instalmentStatuses = ['planned', 'requested', 'approved', 'paid', 'refused', 'cancelled'] as const
export type InstalmentStatus = (typeof instalmentStatuses)[number]

const instalmentFrom: Record<InstalmentStatus, readonly InstalmentStatus[]> = {
	planned: [],
	// From `approved`: the bank account changed after it was approved.
	requested: ['planned', 'refused', 'approved'],
	approved: ['requested'],
	paid: ['approved'],
	refused: ['requested', 'approved'],
	cancelled: ['planned', 'refused']
}
export const canMoveInstalment = (from: InstalmentStatus, to: InstalmentStatus): boolean => instalmentFrom[to].includes(from)

export const instalmentKinds = ['advance', 'interim', 'balance', 'allowance', 'prize'] as const
export type InstalmentKind = (typeof instalmentKinds)[number]
export const conditions = ['signature', 'interim-report', 'final-report', 'stay-confirmed', 'date', 'none'] as const
export type Condition = (typeof conditions)[number]

export const channels = ['telephone', 'meeting', 'letter', 'signature'] as const
export type Channel = (typeof channels)[number]
export type Side = 'service' | 'holder'
