import { createHmac } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { secretFor } from '#platform/env'
import { isRefusal, RuleBroken } from '#platform/errors'

type Limit = { points: number; minutes: number }
/**
 * How often something may be tried. The pair is one account from one address: where a person mistypes, and where a guesser
 * is stopped first. The account counts only addresses it has never signed in from, so that an attack from elsewhere slows
 * strangers and not its owner. The address is wide: an office of fifty shares one.
 */
const limits = {
	password: { pair: { points: 6, minutes: 15 }, account: { points: 20, minutes: 30 }, address: { points: 150, minutes: 15 } },
	link: { pair: { points: 4, minutes: 15 }, account: { points: 8, minutes: 30 }, address: { points: 100, minutes: 15 } },
	'second-factor': {
		pair: { points: 6, minutes: 15 },
		account: { points: 12, minutes: 30 },
		address: { points: 150, minutes: 15 }
	},
	fresh: { pair: { points: 6, minutes: 15 }, account: { points: 20, minutes: 30 }, address: { points: 150, minutes: 15 } },
	// Nobody is named before the answer: what is counted is the address alone (attemptFrom).
	provider: { pair: { points: 100, minutes: 15 }, account: { points: 100, minutes: 15 }, address: { points: 150, minutes: 15 } },
	passkey: { pair: { points: 100, minutes: 15 }, account: { points: 100, minutes: 15 }, address: { points: 150, minutes: 15 } },
	contact: { pair: { points: 5, minutes: 60 }, account: { points: 10, minutes: 60 }, address: { points: 30, minutes: 60 } },
	// A letter goes to an address somebody typed: few to one, whoever asks.
	subscription: { pair: { points: 4, minutes: 60 }, account: { points: 6, minutes: 60 }, address: { points: 60, minutes: 60 } },
	invitation: { pair: { points: 40, minutes: 60 }, account: { points: 40, minutes: 60 }, address: { points: 200, minutes: 60 } },
	// An address is counted for each event by itself; a town hall may register everybody from one place.
	registration: { pair: { points: 5, minutes: 60 }, account: { points: 10, minutes: 60 }, address: { points: 300, minutes: 60 } }
} as const satisfies Record<string, Record<'pair' | 'account' | 'address', Limit>>
type Limited = keyof typeof limits

/** `whom` is a mail address as typed or an account's id: counted the same whether or not an account exists. */
export type Attempt = { what: Limited; whom: string; address: string }

/** The tables hold these, never the address or the mail itself. */
export const digestOf = (...parts: string[]) =>
	createHmac('sha256', secretFor('identity-digests')).update(parts.join('\0')).digest('base64url').slice(0, 32)

/** IPv6 is given out by the /64: whoever has one address there has all of them. */
const network = (address: string) =>
	address.includes(':') && !/\d+\.\d+/.test(address) ? address.split(':').slice(0, 4).join(':') : address

const keysOf = ({ what, whom, address }: Attempt) => ({
	pair: `${what}:pair:${digestOf(whom, network(address))}`,
	account: `${what}:account:${digestOf(whom)}`,
	address: `${what}:address:${digestOf(network(address))}`
})

/**
 * Counts an attempt before it is made: of many at once, only as many as the limit go through. Throws RuleBroken 429
 * with `seconds` and `minutes` to wait. Must run outside a transaction that the refusal would roll back.
 */
export async function countAttempt(ctx: Ctx, attempt: Attempt): Promise<void> {
	const keys = keysOf(attempt)
	const { pair, account, address } = limits[attempt.what]
	// One statement and one commit: a rush of people waits for each. Counting and reading the count cannot come apart between
	// two processes. The pair comes first: one address alone cannot use up what the account allows to strangers.
	const { rows } = await sql<{ points: number; allowed: number; expiresAt: Date }>`
		with pair as (${count(ctx, keys.pair, pair, sql`select`)}),
		known as (${knownAddress(ctx, attempt)}),
		account as (${count(ctx, keys.account, account, sql`select from pair where points <= allowed and not exists (select from known)`)}),
		address as (${count(ctx, keys.address, address, sql`select from pair where points <= allowed and not exists (select from account where points > allowed)`)})
		select * from pair union all select * from account union all select * from address`.execute(ctx.db)
	const over = rows.find(({ points, allowed }) => points > allowed)
	if (!over) return
	const seconds = Math.max(1, Math.ceil((over.expiresAt.getTime() - ctx.now.getTime()) / 1000))
	throw new RuleBroken('error.identity.too_many', null, { seconds, minutes: Math.ceil(seconds / 60) }, 429)
}

/** An attempt of which it is not yet known whose it is. */
export const attemptFrom = (what: 'provider' | 'passkey', { address }: { address: string }): Attempt => ({
	what,
	whom: address,
	address
})

/** The attempt succeeded: the pair starts afresh, and neither the account nor the address is charged for it. */
export async function forgiveAttempt(ctx: Ctx, attempt: Attempt): Promise<void> {
	const { pair, account, address } = keysOf(attempt)
	await ctx.db.deleteFrom('rateLimit').where('key', '=', pair).execute()
	await giveBack(ctx, [account, address])
}

const giveBack = (ctx: Ctx, keys: string[]) =>
	ctx.db
		.updateTable('rateLimit')
		.set({ points: sql`greatest(points - 1, 0)` })
		.where('key', 'in', keys)
		.execute()

/**
 * Counts an attempt and makes it. Where it fails and nobody refused it, the fault is the server's: who tries again is not
 * charged for it. Throws as countAttempt does, and what `attempted` throws.
 */
export async function countedAttempt<T>(ctx: Ctx, attempt: Attempt, attempted: () => Promise<T>): Promise<T> {
	await countAttempt(ctx, attempt)
	try {
		return await attempted()
	} catch (cause) {
		// With the database away nothing can be given back either: what is thrown stays the first cause.
		if (!isRefusal(cause)) await giveBack(ctx, Object.values(keysOf(attempt))).catch(() => {})
		throw cause
	}
}

/** Remembers that the account signs in from here. */
export async function rememberAddress(ctx: Ctx, accountId: string, address: string): Promise<void> {
	await ctx.db
		.insertInto('knownAddress')
		.values({ accountId, digest: digestOf(network(address)), lastSeenAt: ctx.now })
		.onConflict((conflict) => conflict.constraint('known_address_pk').doUpdateSet({ lastSeenAt: ctx.now }))
		.execute()
}

/** A row when the account has signed in from there. */
const knownAddress = (ctx: Ctx, { whom, address }: Attempt) =>
	ctx.db
		.selectFrom('knownAddress')
		.innerJoin('account', 'account.id', 'knownAddress.accountId')
		.select('knownAddress.digest')
		.where((eb) => eb.or([eb('account.email', '=', whom), eb(sql<string>`account.id::text`, '=', whom)]))
		.where('knownAddress.digest', '=', digestOf(network(address)))

/** One more under a key, for each row of `when`; gives the count as it then is and how many are allowed. */
const count = ({ now }: Ctx, key: string, { points, minutes }: Limit, when: RawBuilder<unknown>) => sql`
	insert into rate_limit (key, points, expires_at)
	select ${key}::text, 1, ${new Date(now.getTime() + minutes * 60_000)}::timestamptz from (${when}) as due
	on conflict on constraint rate_limit_pk do update set
		points = case when rate_limit.expires_at <= ${now} then 1 else rate_limit.points + 1 end,
		expires_at = case when rate_limit.expires_at <= ${now} then excluded.expires_at else rate_limit.expires_at end
	returning points, ${points}::int as allowed, expires_at`
