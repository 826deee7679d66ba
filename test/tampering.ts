import { leafOf } from '#engines/record/writing'
import { base64 } from '#engines/record/encoding'
import { leafHash } from '#engines/record/merkle'
import { signCheckpoint } from '#engines/record/note'
import type { CallRecord, Entry, EntryOf } from '#engines/record/schema'
import { fictionalCall, fictionalRecord, seal } from './records.ts'

const whole = { applications: 12 }
const placeOf = (record: CallRecord, kind: Entry['kind'], nth: number) =>
	record.entries.flatMap(({ entry }, at) => (entry.kind === kind ? [at] : []))[nth]!
const entryOf = <Kind extends Entry['kind']>(record: CallRecord, kind: Kind, nth: number) =>
	record.entries[placeOf(record, kind, nth)]!.entry as EntryOf<Kind>

/** A whole file, changed, and the first line that does not hold. */
export type Tampering = { name: string; record: CallRecord; first: { what: string; where: string } }

function changed(name: string, change: (record: CallRecord) => Tampering['first']): Tampering {
	const record = structuredClone(fictionalRecord(whole))
	return { name, first: change(record), record }
}

/** What somebody who wants another result would do to a published file: each with what has to be found out first. */
export const tamperings: Tampering[] = [
	changed('a changed score', (record) => {
		const { scores } = record.cards[4]!
		scores.method = (scores.method! + 1) % 6
		return { what: 'scorecard', where: '/cards/4' }
	}),
	changed('a late file', (record) => {
		entryOf(record, 'filed', 1).at = '2026-03-14T21:20:00.000Z'
		return { what: 'entry', where: `/entries/${placeOf(record, 'filed', 1)}` }
	}),
	changed('a swapped evaluator', (record) => {
		const { evaluators } = entryOf(record, 'assigned', 1)
		evaluators[0] = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6'].find((name) => !evaluators.includes(name))!
		return { what: 'entry', where: `/entries/${placeOf(record, 'assigned', 1)}` }
	}),
	changed('a swapped evaluator whose line is reckoned anew', (record) => {
		const at = placeOf(record, 'assigned', 1)
		const { evaluators } = entryOf(record, 'assigned', 1)
		evaluators[0] = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6'].find((name) => !evaluators.includes(name))!
		record.entries[at]!.leaf = base64(leafHash(leafOf(record.entries[at]!.entry)))
		return { what: 'inclusion', where: '/checkpoints/2' }
	}),
	changed('a removed application', (record) => {
		record.entries.splice(placeOf(record, 'filed', 3), 1)
		return { what: 'inclusion', where: '/checkpoints/1' }
	}),
	changed('a forged checkpoint', (record) => {
		const forger = { name: 'record.example.org/log', secretKey: new Uint8Array(32).fill(8) }
		record.checkpoints[1]!.note = signCheckpoint({ origin: forger.name, size: 3, root: new Uint8Array(32) }, forger)
		return { what: 'checkpoint', where: '/checkpoints/1' }
	})
]

/** The service, which holds the key, signs a story in which an application filed after the instant counts. */
export function lateFileSigned(): CallRecord {
	const draft = structuredClone(fictionalCall(whole))
	draft.entries.filter((entry): entry is EntryOf<'filed'> => entry.kind === 'filed')[1]!.at = '2026-03-14T21:20:00.000Z'
	return seal(draft)
}

/** The file nobody changed. */
export const untouched = (): CallRecord => fictionalRecord(whole)
