import { z } from 'zod'
import { DIGEST, fromBase64 } from './encoding.ts'
import { SALT } from './seal.ts'

const bytes = (least: number, most: number) =>
	z.string().refine((text) => {
		const length = fromBase64(text)?.length
		return length !== undefined && length >= least && length <= most
	})
const hash = bytes(DIGEST, DIGEST)
const salt = bytes(SALT, 64)
const instant = z.iso.datetime({ precision: 3 })
const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,63}$/u)
/** Canonical JSON has no spelling for half a character. */
const text = z
	.string()
	.min(1)
	.max(500)
	.refine((text) => text.isWellFormed())
const whole = z.int().min(0)
/** Small enough that weighted sums stay exact. */
const scale = z.int().min(1).max(10_000)
const positive = z.int().min(1)

const criterion = z.strictObject({ key: name, weight: scale, max: scale, threshold: whole.optional() })
const tie = z.discriminatedUnion('by', [
	z.strictObject({ by: z.literal('criterion'), criterion: name }),
	z.strictObject({ by: z.literal('filed') }),
	z.strictObject({ by: z.literal('lot') })
])
const common = { call: name, at: instant }

/** What the log holds of a call, one kind per step; each entry, in canonical JSON, is a leaf. No personal data: see docs/decisions/0010. */
export const entry = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('published'),
		...common,
		closesAt: instant,
		/** SHA-256 of the rules as published, in canonical JSON. */
		rules: hash,
		/** The public file holds them: it may not leave them out. Files from before they did say nothing. */
		rulesOpen: z.literal(true).optional(),
		grid: z.strictObject({ criteria: z.array(criterion).min(1), threshold: whole.optional(), ties: z.array(tie) }),
		lots: z.array(z.strictObject({ key: name, envelope: whole.optional(), places: whole.optional(), reserve: whole })).min(1),
		perApplication: positive,
		assignment: z.discriminatedUnion('method', [
			z.strictObject({ method: z.literal('draw') }),
			/** `balanced`: how many are filed is not known yet; the smallest load that serves all (`fairLoad`). */
			z.strictObject({
				method: z.literal('optimal'),
				load: z.union([z.literal('balanced'), z.strictObject({ min: whole, max: positive })])
			})
		]),
		seed: z.discriminatedUnion('kind', [
			z.strictObject({ kind: z.literal('commitment'), commitment: hash }),
			z.strictObject({ kind: z.literal('public'), source: text })
		])
	}),
	/** `digest` is sealed over the digests of the files; `late` is the sealed reason of an officer who let a late file in. */
	z.strictObject({
		kind: z.literal('filed'),
		...common,
		application: name,
		lot: name,
		amount: whole,
		digest: hash,
		late: hash.optional()
	}),
	z.strictObject({ kind: z.literal('withdrawn'), ...common, application: name }),
	/** How many are filed and not withdrawn, and who may be asked to evaluate. */
	z.strictObject({ kind: z.literal('closed'), ...common, filed: whole, evaluators: z.array(name) }),
	z.strictObject({ kind: z.literal('excluded'), ...common, application: name, requirement: name, reason: hash }),
	z.strictObject({ kind: z.literal('recused'), ...common, evaluator: name, application: name, reason: hash }),
	/** What an optimal assignment starts from, fixed before the seed is known. */
	z.strictObject({
		kind: z.literal('affinities'),
		...common,
		applications: z.array(name),
		evaluators: z.array(name),
		values: z.array(z.array(whole))
	}),
	z.strictObject({ kind: z.literal('revealed'), ...common, seed: text, salt: salt.optional() }),
	z.strictObject({ kind: z.literal('assigned'), ...common, application: name, evaluators: z.array(name) }),
	/** After the draw: without `from` somebody was added by hand, without `to` nobody took the place. */
	z.strictObject({
		kind: z.literal('replaced'),
		...common,
		application: name,
		from: name.optional(),
		to: name.optional(),
		reason: hash
	}),
	z.strictObject({ kind: z.literal('committed'), ...common, application: name, evaluator: name, commitment: hash }),
	/** From here evaluators see each other's scorecards. */
	z.strictObject({ kind: z.literal('disclosed'), ...common }),
	z.strictObject({
		kind: z.literal('ranked'),
		...common,
		lines: z.array(z.strictObject({ application: name, place: positive, score: z.string().nullable() }))
	}),
	/** A member of the panel left the room for one application, under a pseudonym of this call; why is kept closed. */
	z.strictObject({ kind: z.literal('abstained'), ...common, application: name, member: name, reason: hash }),
	z.strictObject({
		kind: z.literal('decided'),
		...common,
		application: name,
		outcome: z.enum(['award', 'reserve', 'refuse']),
		/** The sealed reason, when the decision departs from the ranking. */
		reason: hash.optional()
	})
])

/** What a commitment to a scorecard is sealed over. `remarks` is sealed by itself: comments may be about people. */
const card = { application: name, evaluator: name, scores: z.record(name, whole), remarks: hash.optional() }

/** The public file of a decided call. */
export const callRecord = z.strictObject({
	format: z.literal('passerelle-record/1'),
	/** The key the checkpoints are signed with, as `writeVerifier` writes it. */
	publicKey: z.string(),
	/** The call's leaves in the order of the log, with their place in it and their hash. */
	entries: z.array(z.strictObject({ index: whole, leaf: hash, entry })),
	checkpoints: z.array(
		z.strictObject({
			note: z.string(),
			/** That the log of the checkpoint before it was only continued. */
			consistency: z.array(hash),
			/** That the entries since the checkpoint before it are in the log (`batchProof`). */
			inclusion: z.array(hash)
		})
	),
	/** The rules as published: what the criteria are called, among all that was said of the call. Any JSON: `checkRules` reads it. */
	rules: z.unknown().optional(),
	cards: z.array(z.strictObject({ ...card, salt })),
	/** Sealed reasons that are open to all. */
	reasons: z.array(z.strictObject({ digest: hash, text: z.string().min(1).max(5000), salt }))
})

/** What of the published rules the grid is held against; the rest of them is for the reader. */
export const publishedRules = z.looseObject({
	criteria: z.array(z.looseObject({ id: name, title: z.record(z.string(), z.string()), weight: scale, scaleMax: scale }))
})

export type Entry = z.infer<typeof entry>
export type EntryOf<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>
export type CallRecord = z.infer<typeof callRecord>
export type CardOpening = CallRecord['cards'][number]
