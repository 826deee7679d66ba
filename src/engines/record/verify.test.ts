import { describe, expect, test } from 'vitest'
import { fictionalCall, fictionalKey, fictionalRecord, saltOf, seal, type Draft } from '#test/records'
import { canonicalBytes } from './canonical.ts'
import { base64, digest } from './encoding.ts'
import { leafHash } from './merkle.ts'
import { signCheckpoint, verifierOf, writeVerifier } from './note.ts'
import type { CallRecord, Entry, EntryOf } from './schema.ts'
import { cardCommitment, leafOf } from './writing.ts'
import { verifyRecord } from './verify.ts'

const whole = { applications: 12 }
const keys = (record: unknown) => verifyRecord(record, { publicKey: fictionalKey }).failures.map(({ message }) => message.key)

type Step<Kind extends Entry['kind']> = EntryOf<Kind>
const first = <Kind extends Entry['kind']>(entries: Entry[], kind: Kind, nth = 0) =>
	entries.filter((entry): entry is Step<Kind> => entry.kind === kind)[nth]!

/** Somebody changes the published file, without the key. */
function tampered(change: (record: CallRecord) => void, { rehash = false } = {}) {
	const record = structuredClone(fictionalRecord(whole))
	change(record)
	if (rehash) for (const line of record.entries) line.leaf = base64(leafHash(leafOf(line.entry)))
	return verifyRecord(record, { publicKey: fictionalKey })
}
const entriesOf = (record: CallRecord) => record.entries.map(({ entry }) => entry)
const place = (record: CallRecord, kind: Entry['kind'], nth = 0) =>
	record.entries.map((line, i) => [line, i] as const).filter(([line]) => line.entry.kind === kind)[nth]![1]

/** The service itself, which holds the key, writes another story. */
function rewritten(change: (draft: Draft) => void) {
	const draft = structuredClone(fictionalCall(whole))
	change(draft)
	return keys(seal(draft))
}
function insert(draft: Draft, at: number, entry: Entry) {
	draft.entries.splice(at, 0, entry)
	draft.signedAfter = draft.signedAfter.map((signed) => (signed >= at ? signed + 1 : signed))
}
function remove(draft: Draft, at: number) {
	draft.entries.splice(at, 1)
	draft.signedAfter = draft.signedAfter.map((signed) => (signed >= at ? signed - 1 : signed))
}

describe('a whole record', () => {
	test.for([
		[{ applications: 8 }],
		[{ applications: 1, evaluators: 4, perApplication: 1 }],
		[{ applications: 8, method: 'optimal' }],
		[{ applications: 40, evaluators: 9 }],
		[{ applications: 12, incidents: true }],
		[{ applications: 12, incidents: true, method: 'optimal' }],
		[{ applications: 300, evaluators: 20 }]
	] as const)('of %j holds', ([fiction]) => {
		const record = JSON.parse(JSON.stringify(fictionalRecord(fiction))) as unknown
		expect(verifyRecord(record, { publicKey: fictionalKey })).toEqual({ valid: true, checked: expect.any(Number), failures: [] })
	})

	test('holds without a key of the reader’s, and not with another', () => {
		const other = writeVerifier(verifierOf({ name: 'elsewhere', secretKey: new Uint8Array(32).fill(1) }))
		expect(verifyRecord(fictionalRecord(whole)).valid).toBe(true)
		expect(verifyRecord(fictionalRecord(whole), { publicKey: other }).failures).toMatchObject([
			{ what: 'key', where: '/publicKey' }
		])
	})
})

describe('a published file that was changed is refused, and the line named:', () => {
	test('a changed score', () => {
		const { failures } = tampered((record) => {
			record.cards[4]!.scores.method = (record.cards[4]!.scores.method! + 1) % 6
		})
		expect(failures[0]).toMatchObject({ what: 'scorecard', where: '/cards/4', message: { key: 'record.fail.changed_card' } })
	})

	test('a changed score with its commitment changed too', () => {
		let at = 0
		const { failures } = tampered((record) => {
			const card = record.cards[4]!
			card.scores.method = (card.scores.method! + 1) % 6
			at = place(record, 'committed', 4)
			first(entriesOf(record), 'committed', 4).commitment = cardCommitment(card)
		})
		expect(failures[0]).toMatchObject({ what: 'entry', where: `/entries/${at}`, message: { key: 'record.fail.leaf' } })
	})

	test('and with the digest of the line changed as well', () => {
		const { failures } = tampered(
			(record) => {
				const card = record.cards[4]!
				card.scores.method = (card.scores.method! + 1) % 6
				first(entriesOf(record), 'committed', 4).commitment = cardCommitment(card)
			},
			{ rehash: true }
		)
		expect(failures[0]).toMatchObject({ what: 'inclusion', where: '/checkpoints/2', message: { key: 'record.fail.inclusion' } })
	})

	test('an instant of filing', () => {
		let at = 0
		const { failures } = tampered((record) => {
			at = place(record, 'filed', 2)
			first(entriesOf(record), 'filed', 2).at = '2026-03-01T00:00:00.000Z'
		})
		expect(failures).toMatchObject([{ what: 'entry', where: `/entries/${at}` }])
	})

	test('a swapped evaluator', () => {
		let at = 0
		const { failures } = tampered((record) => {
			at = place(record, 'assigned', 1)
			const { evaluators } = first(entriesOf(record), 'assigned', 1)
			evaluators[0] = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6'].find((name) => !evaluators.includes(name))!
		})
		expect(failures[0]).toMatchObject({ what: 'entry', where: `/entries/${at}` })
		expect(failures.map(({ message }) => message.key)).toContain('record.fail.assignment')
	})

	test('a removed application', () => {
		const { failures } = tampered((record) => {
			record.entries.splice(place(record, 'filed', 3), 1)
		})
		expect(failures[0]).toMatchObject({ what: 'inclusion', where: '/checkpoints/1' })
		expect(failures.map(({ message }) => message.key)).toContain('record.fail.count')
	})

	test('an added application', () => {
		const { failures } = tampered((record) => {
			const at = place(record, 'filed', 3)
			const line = structuredClone(record.entries[at]!)
			;(line.entry as EntryOf<'filed'>).application = 'A99999'
			record.entries.splice(at, 0, { ...line, leaf: base64(leafHash(leafOf(line.entry))) })
		})
		expect(failures[0]).toMatchObject({ what: 'order' })
		expect(failures.map(({ message }) => message.key)).toEqual(
			expect.arrayContaining(['record.fail.inclusion', 'record.fail.count', 'record.fail.undecided'])
		)
	})

	test.for([
		['weights', (entry: EntryOf<'published'>): void => void (entry.grid.criteria[0]!.weight = 90)],
		['the tie rule', (entry: EntryOf<'published'>): void => void entry.grid.ties.reverse()],
		['the seed’s commitment', (entry: EntryOf<'published'>): void => void (entry.seed = { kind: 'public', source: 'a source' })]
	] as const)('changed: %s', ([, change]) => {
		const { failures } = tampered((record) => change(first(entriesOf(record), 'published')))
		expect(failures[0]).toMatchObject({ what: 'entry', where: '/entries/0', message: { key: 'record.fail.leaf' } })
	})

	test('a changed seed', () => {
		const { failures } = tampered((record) => void (first(entriesOf(record), 'revealed').seed = 'a seed that suits better'))
		expect(failures[0]).toMatchObject({ what: 'entry' })
		expect(failures.map(({ message }) => message.key)).toContain('record.fail.seed')
	})

	test('a checkpoint forged with another key', () => {
		const { failures } = tampered((record) => {
			const forger = { name: 'record.example.org/log', secretKey: new Uint8Array(32).fill(8) }
			record.checkpoints[1]!.note = signCheckpoint({ origin: forger.name, size: 3, root: new Uint8Array(32) }, forger)
		})
		expect(failures[0]).toMatchObject({ what: 'checkpoint', where: '/checkpoints/1', message: { key: 'record.fail.signature' } })
	})

	test('a log cut off at the end', () => {
		const { failures } = tampered((record) => {
			record.entries.splice(place(record, 'decided', 6))
			record.checkpoints.pop()
		})
		expect(failures[0]).toMatchObject({ what: 'inclusion', message: { key: 'record.fail.uncovered' } })
		expect(failures.map(({ message }) => message.key)).toContain('record.fail.undecided')
	})

	test('checkpoints in another order, or left out', () => {
		expect(tampered((record) => void record.checkpoints.reverse()).failures[0]).toMatchObject({ what: 'consistency' })
		expect(tampered((record) => void record.checkpoints.splice(1, 1)).valid).toBe(false)
	})

	test('a reason in other words', () => {
		const { failures } = tampered((record) => void (record.reasons[0]!.text = 'No reason at all.'))
		expect(failures[0]).toMatchObject({ what: 'reason', where: '/reasons/0' })
	})

	test('any single changed value of an entry', () => {
		const record = fictionalRecord(whole)
		for (const [i, { entry }] of record.entries.entries()) {
			const changed = {
				...record,
				entries: record.entries.with(i, { ...record.entries[i]!, entry: { ...entry, call: 'other' } })
			}
			expect(verifyRecord(changed).failures[0]).toMatchObject({ where: `/entries/${i}` })
		}
	})
})

describe('the rules in the file', () => {
	const open = { ...whole, rules: true }
	type Rules = { title: Record<string, string>; criteria: { id: string; title: Record<string, string>; weight: number }[] }
	const changed = (change: (record: Omit<CallRecord, 'rules'> & { rules?: Rules }) => void) => {
		const record = structuredClone(fictionalRecord(open)) as Omit<CallRecord, 'rules'> & { rules: Rules }
		change(record)
		return verifyRecord(JSON.parse(JSON.stringify(record)), { publicKey: fictionalKey }).failures
	}

	test('hold as they were published, whatever the order of their keys', () => {
		expect(changed(() => undefined)).toEqual([])
		expect(
			changed((record) => void (record.rules = Object.fromEntries(Object.entries(record.rules!).reverse()) as Rules))
		).toEqual([])
	})

	test('are refused with another title or weight, or left out', () => {
		const digest = { what: 'entry', where: '/rules', message: { key: 'record.fail.rules' } }
		expect(changed(({ rules }) => void (rules!.criteria[0]!.title = { fr: 'Critère inventé' }))).toMatchObject([digest])
		expect(changed(({ rules }) => void (rules!.criteria[0]!.weight = 26))).toMatchObject([digest])
		expect(changed((record) => void delete record.rules)).toMatchObject([
			{ where: '/entries/0', message: { key: 'record.fail.rules_missing' } }
		])
	})

	test('are refused when the service signs others than all was reckoned with', () => {
		const draft = fictionalCall(open)
		const rules = draft.rules as Rules
		rules.criteria[1]!.weight += 5
		first(draft.entries, 'published').rules = base64(digest(canonicalBytes(rules)))
		expect(keys(seal(draft))).toContain('record.fail.rules_grid')
	})

	test('may be missing where the log does not say that they are open, as in older files', () => {
		expect(fictionalRecord(whole)).not.toHaveProperty('rules')
		expect(keys(fictionalRecord(whole))).toEqual([])
	})

	test('that try to stop the reader are refused without an error', () => {
		const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown
		for (const rules of [deep, '\ud800', null, 7, []])
			expect(keys({ ...fictionalRecord(open), rules })).toContain('record.fail.rules')
	})
})

describe('a story the service signed itself is refused when the rules were not kept:', () => {
	const at = (draft: Draft, kind: Entry['kind'], nth = 0): number => draft.entries.indexOf(first(draft.entries, kind, nth))

	test('a late file', () => {
		expect(rewritten((draft) => void (first(draft.entries, 'filed', 1).at = '2026-03-14T21:20:00.000Z'))).toContain(
			'record.fail.late'
		)
	})

	test('an application that disappears between filing and closing', () => {
		expect(rewritten((draft) => remove(draft, at(draft, 'filed', 2)))).toContain('record.fail.count')
	})

	test('another seed than was committed', () => {
		expect(rewritten((draft) => void (first(draft.entries, 'revealed').seed = 'another'))).toContain('record.fail.seed')
	})

	test('an evaluator who was not drawn', () => {
		const failures = rewritten((draft) => {
			const { evaluators } = first(draft.entries, 'assigned', 1)
			evaluators[0] = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6'].find((name) => !evaluators.includes(name))!
		})
		expect(failures).toEqual(expect.arrayContaining(['record.fail.assignment', 'record.fail.not_theirs']))
	})

	test('a scorecard committed after opening', () => {
		const failures = rewritten((draft) => {
			const late = first(draft.entries, 'committed', 5)
			remove(draft, draft.entries.indexOf(late))
			insert(draft, at(draft, 'disclosed') + 1, late)
		})
		expect(failures).toContain('record.fail.committed_late')
	})

	test('scorecards never signed before they were opened', () => {
		expect(rewritten((draft) => void draft.signedAfter.splice(2, 1))).toContain('record.fail.cards_not_signed')
	})

	test('the list never signed before the draw', () => {
		expect(rewritten((draft) => void draft.signedAfter.splice(1, 1))).toContain('record.fail.closing_not_signed')
	})

	test('recusals or affinities signed only after the seed was known', () => {
		const failures = rewritten((draft) => void (draft.signedAfter[1] = at(draft, 'closed')))
		expect(failures).toContain('record.fail.closing_not_signed')
	})

	test('rules never signed before closing', () => {
		expect(rewritten((draft) => void draft.signedAfter.shift())).toContain('record.fail.not_signed_before_closing')
	})

	test('a recused evaluator whose score counts', () => {
		const failures = rewritten((draft) => {
			const { application, evaluators } = first(draft.entries, 'assigned', 3)
			const { call, at: time } = first(draft.entries, 'committed')
			const reason = first(draft.entries, 'recused').reason
			insert(draft, at(draft, 'committed'), { kind: 'recused', call, at: time, application, evaluator: evaluators[0]!, reason })
		})
		expect(failures).toEqual(expect.arrayContaining(['record.fail.recused', 'record.fail.recused_counts']))
	})

	test('after the draw somebody added holds, somebody already there or nobody at all does not', () => {
		const replaced = (of: (readers: string[], pool: string[]) => { from?: string; to?: string }) =>
			rewritten((draft) => {
				const { application, evaluators } = first(draft.entries, 'assigned', 3)
				const { evaluators: pool } = first(draft.entries, 'closed')
				const { call, at: time } = first(draft.entries, 'committed')
				const { digest: reason } = draft.reasons[0]!
				const change = of(evaluators, pool)
				insert(draft, at(draft, 'committed'), { kind: 'replaced', call, at: time, application, reason, ...change })
			})
		expect(replaced((readers, pool) => ({ to: pool.find((name) => !readers.includes(name))! }))).toEqual([])
		expect(replaced((readers) => ({ to: readers[0]! }))).toEqual(['record.fail.replaced'])
		expect(replaced(() => ({}))).toEqual(['record.fail.replaced'])
		// Nobody took the place: a card of theirs no longer counts.
		expect(replaced((readers) => ({ from: readers[0]! }))).toContain('record.fail.not_theirs')
	})

	test('a sealed scorecard that is never opened', () => {
		expect(rewritten((draft) => void draft.cards.pop())).toContain('record.fail.unopened')
	})

	test('a scorecard taken out once all are shown; before, it does not count and the rest holds', () => {
		const draft = structuredClone(fictionalCall({ ...whole, takenOut: true }))
		expect(keys(seal(draft))).toEqual([])
		const disclosed = draft.entries.findIndex(({ kind }) => kind === 'disclosed')
		const [entry] = draft.entries.splice(disclosed, 1)
		draft.entries.splice(disclosed - 2, 0, entry!)
		expect(keys(seal(draft))).toContain('record.fail.unopened')
	})
	test('a wrong ranking', () => {
		const failures = rewritten((draft) => {
			const { lines } = first(draft.entries, 'ranked')
			;[lines[0]!.application, lines[1]!.application] = [lines[1]!.application, lines[0]!.application]
		})
		expect(failures).toEqual(['record.fail.ranking', 'record.fail.ranking'])
	})

	test('weights other than those the ranking used', () => {
		expect(rewritten((draft) => void (first(draft.entries, 'published').grid.criteria[0]!.weight = 90))).toContain(
			'record.fail.ranking'
		)
	})

	test('a departure without a reason, or with one nobody may read', () => {
		const departing = (draft: Draft) =>
			draft.entries.find((entry): entry is EntryOf<'decided'> => entry.kind === 'decided' && !!entry.reason)!
		expect(rewritten((draft) => void delete departing(draft).reason)).toEqual(['record.fail.departure'])
		expect(rewritten((draft) => void draft.reasons.pop())).toEqual(['record.fail.departure'])
	})

	describe('recusals in the panel', () => {
		const abstained = (draft: Draft, member = 'M-0a1b2c3d'): EntryOf<'abstained'> => {
			const { application, call, at } = first(draft.entries, 'decided')
			return { kind: 'abstained', call, at, application, member, reason: base64(new Uint8Array(32)) }
		}
		const sealedWith = (change: (draft: Draft) => void) => {
			const draft = fictionalCall(whole)
			change(draft)
			return seal(draft)
		}
		const honest = sealedWith((draft) => {
			insert(draft, at(draft, 'decided'), abstained(draft))
			insert(draft, at(draft, 'decided'), abstained(draft, 'M-ffffffff'))
		})

		test('hold between the ranking and the decisions', () => {
			expect(keys(honest)).toEqual([])
		})

		test('are found out when one is taken out or given to somebody else', () => {
			const without = structuredClone(honest)
			without.entries.splice(place(without, 'abstained'), 1)
			expect(keys(without)).toContain('record.fail.inclusion')
			const other = structuredClone(honest)
			first(entriesOf(other), 'abstained').member = 'M-12345678'
			expect(verifyRecord(other).failures[0]).toMatchObject({
				what: 'entry',
				where: `/entries/${place(other, 'abstained')}`,
				message: { key: 'record.fail.leaf' }
			})
		})

		test('are refused before the ranking, after a decision, twice, or from what was never filed', () => {
			const rewrittenWith = (change: (draft: Draft) => void) => keys(sealedWith(change))
			expect(
				rewrittenWith((draft) =>
					insert(draft, at(draft, 'ranked'), { ...abstained(draft), at: first(draft.entries, 'ranked').at })
				)
			).toContain('record.fail.order')
			expect(rewrittenWith((draft) => insert(draft, at(draft, 'decided', 1), abstained(draft)))).toContain('record.fail.order')
			expect(
				rewrittenWith((draft) => {
					for (let n = 0; n < 2; n++) insert(draft, at(draft, 'decided'), abstained(draft))
				})
			).toEqual(['record.fail.abstained_twice'])
			expect(
				rewrittenWith((draft) => insert(draft, at(draft, 'decided'), { ...abstained(draft), application: 'A99999' }))
			).toEqual(['record.fail.unknown'])
		})
	})

	test('an application without a decision, or with two', () => {
		expect(rewritten((draft) => remove(draft, at(draft, 'decided', 1)))).toContain('record.fail.undecided')
		expect(rewritten((draft) => insert(draft, at(draft, 'decided', 1), first(draft.entries, 'decided', 0)))).toContain(
			'record.fail.decided'
		)
	})

	test('a history that was rewritten between two checkpoints', () => {
		const honest = fictionalRecord(whole)
		const draft = fictionalCall(whole)
		first(draft.entries, 'filed', 2).digest = base64(new Uint8Array(32))
		const other = seal(draft)
		const failures = keys({ ...other, checkpoints: [...honest.checkpoints.slice(0, 2), ...other.checkpoints.slice(2)] })
		expect(failures).toEqual(expect.arrayContaining(['record.fail.consistency', 'record.fail.inclusion']))
	})
})

test('what was recused, excluded or replaced without an open reason is named', () => {
	const draft = fictionalCall({ applications: 12, incidents: true })
	draft.reasons = draft.reasons.filter(({ text }) => text.startsWith('A project'))
	expect(keys(seal(draft))).toEqual(['record.fail.late', 'record.fail.no_reason', 'record.fail.no_reason'])
})

describe('what is no record', () => {
	test('but tries to stop the reader is refused without an error', () => {
		const draft = fictionalCall(whole)
		const published = first(draft.entries, 'published')
		published.grid.criteria[0]!.key = 'constructor'
		published.seed = { kind: 'public', source: '\ud800' }
		expect(verifyRecord(seal(fictionalCall(whole))).valid).toBe(true)
		const record = structuredClone(fictionalRecord(whole))
		record.entries[0]!.entry = published
		expect(verifyRecord(record).failures[0]).toMatchObject({ what: 'shape' })
		published.seed = { kind: 'public', source: 'a source' }
		expect(verifyRecord(seal(draft)).valid).toBe(false)
	})

	test.for([null, 1, 'x', [], {}, { format: 'passerelle-record/2' }, { ...fictionalRecord(whole), more: 1 }])(
		'is refused calmly: %j',
		(value) => {
			const { valid, failures } = verifyRecord(value)
			expect(valid).toBe(false)
			expect(failures[0]).toMatchObject({ what: 'shape', message: { key: 'record.fail.shape' } })
		}
	)

	test('with text that is not Unicode is refused too', () => {
		const record = fictionalRecord(whole)
		record.reasons[0]!.text = '\ud800'
		expect(verifyRecord(record).failures[0]).toMatchObject({ what: 'reason' })
	})

	test('with salts of other lengths is refused', () => {
		const record = fictionalRecord(whole)
		record.cards[0]!.salt = saltOf('x').slice(0, 8)
		expect(verifyRecord(record).failures[0]).toMatchObject({ what: 'shape', where: '/cards/0/salt' })
	})
})
