import { createHash } from 'node:crypto'
import { balancedLoad } from '#engines/assignment/problem'
import { assign } from '#engines/assignment/assign'
import { cut, type Outcome } from '#engines/ranking/cut'
import { rank } from '#engines/ranking/ranking'
import { drawEvaluators, drawKey, lotOf, chanceFrom } from '#engines/record/draw'
import { canonicalBytes, type Json } from '#engines/record/canonical'
import { base64, digest } from '#engines/record/encoding'
import { MerkleTree } from '#engines/record/merkle'
import { signCheckpoint, verifierOf, writeVerifier, type Signer } from '#engines/record/note'
import type { CallRecord, CardOpening, Entry, EntryOf } from '#engines/record/schema'
import { sealed, seedCommitment } from '#engines/record/seal'
import { cardCommitment, leafOf, writeRecord } from '#engines/record/writing'

/** A whole fictional call, from publication to decisions. Everything in it is made up, and always the same. */
export interface Draft {
	entries: Entry[]
	/** Entries after which a checkpoint is signed: places in `entries`. */
	signedAfter: number[]
	cards: CardOpening[]
	reasons: CallRecord['reasons']
	/** As published, where the file holds them. */
	rules?: Json
	signer: Signer
}

export interface Fiction {
	applications: number
	evaluators?: number
	perApplication?: number
	method?: 'draw' | 'optimal'
	/** A late file let in, a withdrawal, an exclusion, and an evaluator who falls out after the draw. At least 8 applications. */
	incidents?: boolean
	/** The last card is taken out before any is shown: its evaluator turned out to be tied. */
	takenOut?: boolean
	/** The file holds the rules. */
	rules?: boolean
}

export const fictionalSigner: Signer = { name: 'record.example.org/log', secretKey: new Uint8Array(32).fill(7) }

const bytesOf = (text: string) => createHash('sha256').update(text).digest()
const hashOf = (text: string) => bytesOf(text).toString('base64')
export const saltOf = (text: string): string => bytesOf(`salt ${text}`).subarray(0, 16).toString('base64')

const grid: EntryOf<'published'>['grid'] = {
	criteria: [
		{ key: 'relevance', weight: 25, max: 5, threshold: 1 },
		{ key: 'method', weight: 20, max: 5 },
		{ key: 'impact', weight: 15, max: 10 }
	],
	threshold: 30,
	ties: [{ by: 'criterion', criterion: 'relevance' }, { by: 'filed' }, { by: 'lot' }]
}

/** What was said of the call when it was published. */
const fictionalRules = {
	title: { fr: 'Appel fictif', bg: 'Измислена покана' },
	criteria: grid.criteria.map(({ key, weight, max }) => ({ id: key, title: { fr: `Critère ${key}` }, weight, scaleMax: max }))
}

const call = '2026-CIT-0042'
const minute = (n: number) => new Date(Date.UTC(2026, 2, 1) + n * 60_000).toISOString()

/** A valid draft, which a test may change before `seal` signs it. */
export function fictionalCall({
	applications,
	evaluators = 6,
	perApplication = 3,
	method = 'draw',
	incidents = false,
	takenOut = false,
	rules = false
}: Fiction): Draft {
	const signer = fictionalSigner
	const entries: Entry[] = []
	const signedAfter: number[] = []
	const reasons: Draft['reasons'] = []
	const because = (text: string) => {
		const salt = saltOf(text)
		reasons.push({ digest: sealed(text, salt), text, salt })
		return reasons.at(-1)!.digest
	}
	const chance = chanceFrom(bytesOf('fiction'), 'scores')
	const names = Array.from({ length: applications }, (_, i) => `A${String(i + 1).padStart(5, '0')}`)
	const pool = Array.from({ length: evaluators }, (_, i) => `E${i + 1}`)
	const closesAt = minute(20_000)
	const seed = 'the seed of a fictional call'
	const awards = Math.ceil(applications / 4)
	const lots = [
		{ key: 'large', envelope: awards * 500_000, reserve: 2 },
		{ key: 'small', envelope: awards * 300_000, reserve: 2 }
	]
	entries.push({
		kind: 'published',
		call,
		at: minute(0),
		closesAt,
		rules: rules ? base64(digest(canonicalBytes(fictionalRules))) : hashOf('rules'),
		...(rules && { rulesOpen: true }),
		grid: structuredClone(grid),
		lots,
		perApplication,
		assignment:
			method === 'draw' ? { method } : { method, load: { ...balancedLoad(applications, evaluators, perApplication), min: 0 } },
		seed: { kind: 'commitment', commitment: seedCommitment(seed, saltOf(seed)) }
	})
	signedAfter.push(0)
	const filed = names.map((application, i): EntryOf<'filed'> => {
		const at = minute(10_000 + (i % 9000))
		const lot = i % 2 ? 'small' : 'large'
		return { kind: 'filed', call, at, application, lot, amount: 400_000, digest: sealed(application, saltOf(application)) }
	})
	const [withdrawn, excluded, unlucky, late] = incidents ? [names[1], names[2], names[3]!, filed[4]] : []
	if (late) Object.assign(late, { at: minute(20_000.5), late: because('The site could not be reached in the last hour.') })
	entries.push(...filed)
	if (withdrawn) entries.push({ kind: 'withdrawn', call, at: minute(19_500), application: withdrawn })
	entries.push({ kind: 'closed', call, at: minute(20_001), filed: applications - (withdrawn ? 1 : 0), evaluators: pool })
	if (excluded) {
		const reason = because('The statutes are missing.')
		entries.push({ kind: 'excluded', call, at: minute(20_005), application: excluded, requirement: 'statutes', reason })
	}
	const standing = names.filter((name) => name !== withdrawn && name !== excluded)
	const recused = { application: names[0]!, evaluator: 'E1' }
	entries.push({ kind: 'recused', call, at: minute(20_010), ...recused, reason: hashOf('kept closed') })
	const affinity = standing.map(() => pool.map(() => chance(1000)))
	if (method === 'optimal')
		entries.push({ kind: 'affinities', call, at: minute(20_020), applications: standing, evaluators: pool, values: affinity })

	signedAfter.push(entries.length - 1)
	const key = drawKey(seed, rootOf(entries))
	entries.push({ kind: 'revealed', call, at: minute(20_030), seed, salt: saltOf(seed) })
	const assigned = assignedBy()
	for (const application of standing)
		entries.push({ kind: 'assigned', call, at: minute(20_040), application, evaluators: [...assigned.get(application)!] })
	if (unlucky) {
		const readers = assigned.get(unlucky)!
		const [from, to] = [readers[0]!, pool.find((name) => !readers.includes(name))!]
		const at = minute(20_050)
		entries.push({ kind: 'recused', call, at, application: unlucky, evaluator: from, reason: hashOf('kept closed') })
		entries.push({ kind: 'replaced', call, at, application: unlucky, from, to, reason: because('Recused after the draw.') })
		readers[0] = to
	}
	const cards = standing.flatMap((application) =>
		assigned.get(application)!.map((evaluator): CardOpening => {
			const scores = { relevance: 1 + chance(5), method: chance(6), impact: 2 + chance(9) }
			return { application, evaluator, scores, salt: saltOf(`${application} ${evaluator}`) }
		})
	)
	for (const card of cards) {
		const { application, evaluator } = card
		entries.push({ kind: 'committed', call, at: minute(30_000), application, evaluator, commitment: cardCommitment(card) })
	}
	if (takenOut) {
		const { application, evaluator } = cards.pop()!
		const [at, reason] = [minute(30_005), because('Recused after the draw.')]
		entries.push({ kind: 'recused', call, at, application, evaluator, reason: hashOf('kept closed') })
		entries.push({ kind: 'replaced', call, at, application, from: evaluator, reason })
	}
	signedAfter.push(entries.length - 1)
	entries.push({ kind: 'disclosed', call, at: minute(30_010) })
	const among = new Set(standing)
	const candidates = filed
		.filter(({ application }) => among.has(application))
		.map(({ application, at }) => ({ application, filedAt: Date.parse(at), lot: lotOf(key, application) }))
	const ranked = rank(grid, candidates, cards, { expected: perApplication })
	entries.push({
		kind: 'ranked',
		call,
		at: minute(30_020),
		lines: ranked.map(({ application, place, score }) => ({ application, place, score }))
	})
	const byName = new Map(filed.map((entry) => [entry.application, entry]))
	const lines = ranked.map(({ application, below }) => ({ ...byName.get(application)!, passes: !below.length }))
	const { proposed } = cut(lines, lots)
	const departing = ranked.find(({ application }) => proposed.get(application) === 'reserve')?.application
	for (const application of standing) {
		const outcome: Outcome = application === departing ? 'award' : proposed.get(application)!
		const reason = application === departing ? because('A project of the same kind in this territory was given up.') : undefined
		entries.push({ kind: 'decided', call, at: minute(30_030), application, outcome, ...(reason && { reason }) })
	}
	signedAfter.push(entries.length - 1)
	return { entries, signedAfter, cards, reasons, ...(rules && { rules: structuredClone(fictionalRules) }), signer }

	function assignedBy(): Map<string, string[]> {
		if (method === 'draw')
			return drawEvaluators(
				{
					applications: standing,
					evaluators: pool,
					perApplication,
					isBarred: (evaluator, application) => evaluator === recused.evaluator && application === recused.application
				},
				key
			)!
		const load = { ...balancedLoad(applications, evaluators, perApplication), min: 0 }
		const best = assign({ applications: standing, evaluators: pool, perApplication, load, affinity, conflicts: [recused] }, key)
		if (!best.possible) throw new Error('the fiction cannot be assigned')
		return best.assigned
	}
}

/** Other calls' leaves stand between and before this one's: the programme has one log. */
const stranger = (n: number) => new TextEncoder().encode(`{"call":"another","n":${n}}`)
const BEFORE = 5

function logOf(entries: readonly Entry[]) {
	const tree = new MerkleTree()
	for (let n = 0; n < BEFORE; n++) tree.append(stranger(n))
	const lines = entries.map((entry, place) => {
		if (place % 4 === 3) tree.append(stranger(BEFORE + place))
		return { index: tree.append(leafOf(entry)), entry }
	})
	return { tree, lines }
}

const rootOf = (entries: readonly Entry[]) => logOf(entries).tree.root()

/** Puts the entries into a log, signs it where the draft says so, and writes the file: what a service holding the key can do. */
export function seal(draft: Draft): CallRecord {
	const { tree, lines } = logOf(draft.entries)
	const { signer, cards, reasons, rules } = draft
	const checkpoints = draft.signedAfter.map((place) => {
		const size = lines[place]!.index + 1
		return { size, note: signCheckpoint({ origin: signer.name, size, root: tree.root(size) }, signer) }
	})
	return writeRecord({ tree, lines, checkpoints, publicKey: writeVerifier(verifierOf(signer)), rules, cards, reasons })
}

export const fictionalRecord = (fiction: Fiction): CallRecord => seal(fictionalCall(fiction))
export const fictionalKey = writeVerifier(verifierOf(fictionalSigner))
