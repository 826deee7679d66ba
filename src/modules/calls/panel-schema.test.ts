import { expect, test } from 'vitest'
import { proposalForm } from './panel-schema.ts'

const proposed = (amount: string | undefined) =>
	proposalForm.safeParse({ proposed: 'selected', departure: '', reasons: '', ...(amount !== undefined && { amount }) })

test.for([
	['1.234,56', 123_456],
	['1,234.56', 123_456],
	['12 500,50 €', 1_250_050],
	['12\u202f500', 1_250_000],
	['300', 30_000],
	['  ', null],
	[undefined, null]
] as const)('the panel writes the amount %s as everywhere else', ([typed, cents]) => {
	expect(proposed(typed)).toMatchObject({ success: true, data: { amount: cents } })
})

test.for([
	['12.345', 'error.money.ambiguous'],
	['-5', 'error.money.negative'],
	['300 лв.', 'error.money.currency'],
	['beaucoup', 'error.money.malformed']
] as const)('an amount like %s is refused, and why is said', ([typed, message]) => {
	const { error } = proposed(typed)
	expect(error?.issues.map(({ path, message }) => [path[0], message])).toEqual([['amount', message]])
})
