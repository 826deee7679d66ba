import type { Money } from '#platform/money'

/** A voucher as the pages of a report show it; amounts in cents of euros. */
export type Voucher = {
	id: string
	lineId: string
	label: string
	supplier: string
	voucher: string
	spentOn: string | null
	amountCents: number
	original: Money | null
	fileId: string | null
	acceptedCents: number | null
	deduction: 'no_proof' | 'ineligible' | 'period' | 'not_planned' | 'twice' | 'error' | null
	deductionNote: string
	request: string | null
	twice: boolean
}
