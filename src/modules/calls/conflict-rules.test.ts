import { expect, test } from 'vitest'
import { detectConflicts, ownDomain, type ApplicationTies, type EvaluatorTies } from './conflict-rules.ts'

const evaluator = (over: Partial<EvaluatorTies> = {}): EvaluatorTies => ({
	id: 'E',
	accountId: 'e',
	email: 'e@gmail.com',
	organisations: [],
	coAuthors: new Set(),
	coOrganisations: new Set(),
	...over
})
const application = (over: Partial<ApplicationTies> = {}): ApplicationTies => ({
	id: 'A',
	organisationId: 'org',
	authors: [{ accountId: 'a', email: 'a@gmail.com' }],
	addresses: [],
	...over
})
const reasons = (e: EvaluatorTies, ...a: ApplicationTies[]) => detectConflicts([e], a).map(({ reason }) => reason)

test('strangers have none', () => {
	expect(reasons(evaluator(), application())).toEqual([])
	expect(reasons(evaluator({ organisations: [{ id: 'other', standing: true }] }), application({ organisationId: null }))).toEqual(
		[]
	)
})

test.for([
	['same-organisation', evaluator({ organisations: [{ id: 'org', standing: true }] }), application()],
	['past-membership', evaluator({ organisations: [{ id: 'org', standing: false }] }), application()],
	[
		'mail-domain',
		evaluator({ email: 'e@sofia.example-town.bg' }),
		application({ addresses: ['https://www.example-town.bg/bg'] })
	],
	['mail-domain', evaluator({ email: 'e@town.bg' }), application({ authors: [{ accountId: 'a', email: 'A@Town.BG' }] })],
	['co-applicant', evaluator({ coAuthors: new Set(['a']) }), application()],
	['co-applicant', evaluator({ coOrganisations: new Set(['org']) }), application()]
] as const)('%s', ([reason, e, a]) => {
	expect(reasons(e, a)).toEqual([reason])
})

test('an author, and everybody else’s application in the same call', () => {
	const own = application({ id: 'own', authors: [{ accountId: 'e', email: 'e@gmail.com' }] })
	const other = application({ id: 'other', organisationId: 'second' })
	expect(detectConflicts([evaluator()], [own, other])).toEqual([
		{ applicationId: 'own', evaluatorId: 'E', reason: 'author' },
		{ applicationId: 'other', evaluatorId: 'E', reason: 'competitor' }
	])
})

test('providers that strangers share say nothing, domains that only look alike neither', () => {
	expect(ownDomain('somebody@abv.bg')).toBeNull()
	expect(ownDomain('somebody@mail.laposte.net')).toBeNull()
	expect(ownDomain('officer@example.org')).toBeNull()
	expect(ownDomain('not an address')).toBeNull()
	expect(ownDomain('https://www.Town.bg:8080/bg?x=1')).toBe('town.bg')
	expect(reasons(evaluator({ email: 'e@notown.bg' }), application({ addresses: ['office@town.bg'] }))).toEqual([])
})
