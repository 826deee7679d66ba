import type { MessageParams } from '#platform/i18n'
import type { Findings } from './findings.ts'
import type { CallRecord, Entry, EntryOf } from './schema.ts'

/** An entry and where it stands: place in the file, index in the log. */
export interface Step<Kind extends Entry['kind'] = Entry['kind']> {
	entry: EntryOf<Kind>
	place: number
	index: number
	where: string
}

/** A call as its entries tell it, by kind, after the order of the steps was checked. */
export interface Story {
	steps: { [Kind in Entry['kind']]: Step<Kind>[] }
	published: Step<'published'>
	closed: Step<'closed'>
	revealed: Step<'revealed'> | undefined
	disclosed: Step<'disclosed'> | undefined
	ranked: Step<'ranked'> | undefined
	filed: Map<string, Step<'filed'>>
	/** Filed, not withdrawn, not excluded: to be evaluated, ranked and decided. */
	standing: string[]
	/** Pairs `evaluator\napplication`. */
	recusals: Map<string, Step<'recused'>>
	/** Texts of opened reasons by digest. */
	reasons: Map<string, string>
}

/** Which kinds of step may follow which: a step may not stand before any kind of an earlier phase … after it. */
const phases: Record<Entry['kind'], [from: number, to: number]> = {
	published: [0, 0],
	filed: [1, 1],
	withdrawn: [1, 1],
	closed: [2, 2],
	excluded: [3, 6],
	recused: [1, 6],
	affinities: [3, 3],
	revealed: [4, 4],
	assigned: [5, 5],
	replaced: [6, 6],
	committed: [6, 6],
	disclosed: [7, 7],
	ranked: [8, 8],
	abstained: [9, 9],
	decided: [10, 10]
}

/** Puts the entries into their story; null when there is no beginning or no closing, without which nothing can be recomputed. */
export function tellStory(record: CallRecord, reasons: Map<string, string>, found: Findings): Story | null {
	const steps = Object.fromEntries(Object.keys(phases).map((kind) => [kind, [] as Step[]])) as unknown as Story['steps']
	let phase = 0
	let latest = ''
	const reference = record.entries[0]?.entry.call
	record.entries.forEach(({ entry, index }, place) => {
		const where = `/entries/${place}`
		const expect = (holds: boolean, key: Parameters<Findings['expect']>[3], params?: MessageParams) =>
			found.expect(holds, 'order', where, key, params)
		const [from, to] = phases[entry.kind]
		expect(to >= phase, 'record.fail.order', { kind: entry.kind })
		phase = Math.max(phase, from)
		expect(entry.call === reference, 'record.fail.other_call', { call: entry.call })
		// What was filed is told when the call closes, each with its own instant.
		if (entry.kind !== 'filed' && entry.kind !== 'withdrawn') {
			expect(entry.at >= latest, 'record.fail.time', { kind: entry.kind })
			latest = entry.at
		}
		;(steps[entry.kind] as Step[]).push({ entry, place, index, where })
	})
	for (const kind of ['published', 'closed', 'affinities', 'revealed', 'disclosed', 'ranked'] as const)
		for (const step of steps[kind].slice(1)) found.expect(false, 'order', step.where, 'record.fail.twice', { kind })
	for (const kind of ['published', 'closed', 'revealed', 'disclosed', 'ranked'] as const)
		found.expect(steps[kind].length > 0, 'order', '/entries', 'record.fail.missing', { kind })
	const [published, closed] = [steps.published[0], steps.closed[0]]
	if (!published || !closed) return null

	const filed = new Map<string, Step<'filed'>>()
	for (const step of steps.filed) {
		const { application } = step.entry
		if (found.expect(!filed.has(application), 'file', step.where, 'record.fail.filed_twice', { application }))
			filed.set(application, step)
	}
	const known = (application: string, where: string) =>
		found.expect(filed.has(application), 'file', where, 'record.fail.unknown', { application })
	const gone = new Set<string>()
	for (const { entry, where } of [...steps.withdrawn, ...steps.excluded])
		if (known(entry.application, where)) gone.add(entry.application)
	const recusals = new Map<string, Step<'recused'>>()
	for (const step of steps.recused) {
		known(step.entry.application, step.where)
		recusals.set(`${step.entry.evaluator}\n${step.entry.application}`, step)
	}
	const abstained = new Set<string>()
	for (const { entry, where } of steps.abstained) {
		const { application, member } = entry
		known(application, where)
		const pair = `${member}\n${application}`
		found.expect(!abstained.has(pair), 'recusal', where, 'record.fail.abstained_twice', { application, member })
		abstained.add(pair)
	}
	return {
		steps,
		published,
		closed,
		revealed: steps.revealed[0],
		disclosed: steps.disclosed[0],
		ranked: steps.ranked[0],
		filed,
		standing: [...filed.keys()].filter((application) => !gone.has(application)),
		recusals,
		reasons
	}
}
