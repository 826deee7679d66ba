import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Json } from '#engines/record/canonical'
import { base64, fromBase64, fromHex } from '#engines/record/encoding'
import { leafHash, MerkleTree } from '#engines/record/merkle'
import { readVerifier, signCheckpoint, verifierOf, writeVerifier, type Signer } from '#engines/record/note'
import { entry as entryShape, type Entry } from '#engines/record/schema'
import { sealed } from '#engines/record/seal'
import { leafOf } from '#engines/record/writing'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { BadConfiguration, env } from '#platform/env'

/** One writer of the log at a time, whatever the process: places in it have no gaps. */
const LOG_LOCK = 4_201_962

const kept = new Map<string, Signer>()

/**
 * Who signs the log: the key of PASSERELLE_NOTARY_KEY, else the one kept in `keys/notary` under PASSERELLE_HOME, made
 * once. Its name is part of every checkpoint, so it stays when the site's address changes. Without the key no checkpoint
 * can continue the log: it belongs in the backup. Throws BadConfiguration for something that is no key.
 */
export function notary(): Signer {
	const { PASSERELLE_HOME, PASSERELLE_NOTARY_KEY } = env()
	const place = PASSERELLE_NOTARY_KEY ?? PASSERELLE_HOME
	const known = kept.get(place)
	if (known) return known
	const signer = readSigner(PASSERELLE_NOTARY_KEY ?? keyOnDisk(PASSERELLE_HOME))
	kept.set(place, signer)
	return signer
}

/** The public key as one line: what is printed beside a record and compared. */
export const notaryKey = (): string => writeVerifier(verifierOf(notary()))

function keyOnDisk(home: string): string {
	const file = join(home, 'keys', 'notary')
	mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 })
	try {
		// wx: of two processes starting at once one writes, both read the same.
		writeFileSync(file, writeSigner({ name: `${new URL(env().PUBLIC_URL).host}/record`, secretKey: randomBytes(32) }), {
			mode: 0o600,
			flag: 'wx'
		})
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
	}
	return readFileSync(file, 'utf8').trim()
}

/** As Go's note package keeps its keys: `PRIVATE+KEY+name+hash+base64(1 ‖ secret)`. */
export function writeSigner(signer: Signer): string {
	const [, hash] = writeVerifier(verifierOf(signer)).split('+')
	return `PRIVATE+KEY+${signer.name}+${hash}+${base64(Uint8Array.of(1, ...signer.secretKey))}`
}

function readSigner(line: string): Signer {
	const [, name, hash, key] = /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line) ?? []
	const bytes = key === undefined ? null : fromBase64(key)
	if (name !== undefined && bytes?.length === 33 && bytes[0] === 1) {
		const signer = { name, secretKey: bytes.slice(1) }
		const verifier = writeVerifier(verifierOf(signer))
		if (readVerifier(verifier) && verifier.split('+')[1] === hash) return signer
	}
	throw new BadConfiguration('PASSERELLE_NOTARY_KEY: not a key (PRIVATE+KEY+name+hash+secret)')
}

/** A reason sealed in the log; `text` only where it is open to all, and then without a person's data. */
export type SealedReason = { digest: string; salt: string; text?: string }

export function sealReason(text: string, { open }: { open: boolean }): SealedReason {
	const salt = newSalt()
	return { digest: sealed(text, salt), salt, ...(open && { text }) }
}

/** Base64 of 16 random bytes. */
export const newSalt = (): string => randomBytes(16).toString('base64')

/** A line of the log that is to be: what it says, and the opening of a reason or of the rules whose digest is in it. */
export type NewLeaf = { entry: Entry; reason?: SealedReason; rules?: Json }
/** A line of the log and its place. */
export type Leaf = NewLeaf & { no: number }

/**
 * Adds lines to the log, in the transaction of what they say: they stand or vanish with it. The log is locked until that
 * transaction ends, so this comes last in a verb. A line whose instant lies before the call's last one takes that one's:
 * two processes' clocks differ, and a log that goes back in time is not believed. Throws ZodError for what is no entry.
 */
export async function appendLeaves(ctx: Ctx, callId: string, leaves: readonly NewLeaf[]): Promise<Leaf[]> {
	if (!leaves.length) return []
	return transact(ctx, async (ctx) => {
		await lockLog(ctx)
		let no = (await logSize(ctx)) - 1
		let latest = await latestOf(ctx, callId)
		const added = leaves.map(({ entry, ...opening }): Leaf => {
			let told = entry
			// What was filed is told later, with its own instant.
			if (entry.kind !== 'filed' && entry.kind !== 'withdrawn') {
				if (entry.at < latest) told = { ...entry, at: latest }
				latest = told.at
			}
			return { no: ++no, entry: entryShape.parse(told), ...opening }
		})
		for (let from = 0; from < added.length; from += 1000)
			await ctx.db
				.insertInto('recordLeaf')
				.values(
					added.slice(from, from + 1000).map(({ no, entry, ...opening }) => ({
						no,
						callId,
						kind: entry.kind,
						body: JSON.stringify({ entry, ...opening }),
						hash: Buffer.from(leafHash(leafOf(entry))).toString('hex'),
						at: ctx.now
					}))
				)
				.execute()
		return added
	})
}

const lockLog = (ctx: Ctx) => sql`select pg_advisory_xact_lock(${LOG_LOCK})`.execute(ctx.db)

async function logSize(ctx: Ctx): Promise<number> {
	const { size } = await ctx.db
		.selectFrom('recordLeaf')
		.select((eb) => eb.fn.coalesce(eb.fn.max<number>('no'), sql<number>`-1`).as('size'))
		.executeTakeFirstOrThrow()
	return size + 1
}

async function latestOf(ctx: Ctx, callId: string): Promise<string> {
	const row = await ctx.db
		.selectFrom('recordLeaf')
		.select(sql<string | null>`max(body #>> '{entry,at}')`.as('at'))
		.where('callId', '=', callId)
		.where('kind', 'not in', ['filed', 'withdrawn'])
		.executeTakeFirst()
	return row?.at ?? ''
}

/** The lines of one call, in the order of the log. */
export async function leavesOf(ctx: Ctx, callId: string): Promise<Leaf[]> {
	const rows = await ctx.db.selectFrom('recordLeaf').select(['no', 'body']).where('callId', '=', callId).orderBy('no').execute()
	return rows.map(({ no, body }) => ({ no, ...(body as NewLeaf) }))
}

/** The whole log as a tree. */
export async function readLog(ctx: Ctx): Promise<MerkleTree> {
	const tree = new MerkleTree()
	const rows = await ctx.db.selectFrom('recordLeaf').select('hash').orderBy('no').execute()
	for (const { hash } of rows) tree.appendHash(fromHex(hash)!)
	return tree
}

export type SignedState = { size: number; root: Uint8Array; note: string }

/** Signs the log as it is, in the caller's transaction; nothing can be added to it before that ends. */
export async function signLog(ctx: Ctx): Promise<SignedState> {
	return transact(ctx, async (ctx) => {
		await lockLog(ctx)
		const tree = await readLog(ctx)
		const { size } = tree
		const root = tree.root()
		const signer = notary()
		// Signing the same state twice gives the same bytes.
		const note = signCheckpoint({ origin: signer.name, size, root }, signer)
		await ctx.db
			.insertInto('recordCheckpoint')
			.values({ size, note, at: ctx.now })
			.onConflict((conflict) => conflict.column('size').doNothing())
			.execute()
		return { size, root, note }
	})
}

/** The last state that was signed, as everybody may fetch it; null while the log is empty. */
export async function latestCheckpoint(ctx: Ctx): Promise<{ size: number; note: string; at: Date } | null> {
	return (await ctx.db.selectFrom('recordCheckpoint').selectAll().orderBy('size', 'desc').limit(1).executeTakeFirst()) ?? null
}
