import { sql } from 'kysely'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { requireFresh } from './accounts.server.ts'
import { keepOneAdministrator, rolesOf } from './roles.server.ts'
import { deviceOf } from './sessions.server.ts'

/** What another module holds about a person. `erase` runs in the transaction that erases the account. */
export type PersonalData = {
	/** The key under which its part stands in the export. */
	name: string
	export(ctx: Ctx, accountId: string): Promise<unknown>
	erase(ctx: Ctx, account: { id: string; email: string }): Promise<void>
}
const parts: PersonalData[] = []

/** Floor 4 wires the modules in once, at start: identity is below them and knows none. A name comes in once. */
export function registerPersonalData(part: PersonalData) {
	const at = parts.findIndex(({ name }) => name === part.name)
	if (at < 0) parts.push(part)
	else parts[at] = part
}

/** Everything held about the actor, for the page. The audit entries are the last two hundred. */
export async function getPersonalData(ctx: Ctx, { entries = 200 }: { entries?: number } = {}) {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	const account = await ctx.db
		.selectFrom('account')
		.select(['id', 'email', 'name', 'latinName', 'locale', 'secondFactorEnabled', 'createdAt', 'updatedAt'])
		.where('id', '=', accountId)
		.where('erasedAt', 'is', null)
		.executeTakeFirst()
	if (!account) return notFound()
	const sessions = await ctx.db
		.selectFrom('session')
		.select(['address', 'userAgent', 'createdAt', 'lastSeenAt', 'expiresAt'])
		.where('accountId', '=', accountId)
		.orderBy('lastSeenAt', 'desc')
		.execute()
	return {
		account,
		roles: (await rolesOf(ctx, accountId)).map(({ role, service, grantedAt }) => ({ role, service, grantedAt })),
		sessions: sessions.map((session) => ({ ...session, device: deviceOf(session.userAgent) })),
		providers: await ctx.db
			.selectFrom('credential')
			.select(['provider as issuer', 'subject', 'createdAt', 'lastUsedAt'])
			.where('accountId', '=', accountId)
			.where('provider', '<>', 'credential')
			.orderBy('createdAt')
			.execute(),
		passkeys: await ctx.db
			.selectFrom('passkey')
			.select(['name', 'createdAt', 'lastUsedAt'])
			.where('accountId', '=', accountId)
			.orderBy('createdAt')
			.execute(),
		consents: await ctx.db
			.selectFrom('consent')
			.select(['kind', 'givenAt', 'withdrawnAt', 'wording', 'locale', 'source'])
			.where('accountId', '=', accountId)
			.orderBy('givenAt', 'desc')
			.execute(),
		invitations: await ctx.db
			.selectFrom('invitation')
			.select(['role', 'service', 'invitedAt', 'expiresAt', 'acceptedAt', 'withdrawnAt'])
			.where('email', '=', account.email)
			.orderBy('invitedAt', 'desc')
			.execute(),
		mails: await ctx.db
			.selectFrom('mail')
			.select(['kind', 'subject', 'locale', 'status', 'createdAt', 'sentAt'])
			.where('toAddress', '=', account.email)
			.orderBy('createdAt', 'desc')
			.limit(entries)
			.execute(),
		trail: await ctx.db
			.selectFrom('auditEvent')
			.select(['at', 'action', 'actorId', 'subject', 'data'])
			.where((eb) => eb.or([eb('subject', '=', `account:${accountId}`), eb('actorId', '=', accountId)]))
			.orderBy('at', 'desc')
			.orderBy('id', 'desc')
			.limit(entries)
			.execute()
	}
}

/** What every other module holds, under its name: as it stands in the export. */
async function heldElsewhere(ctx: Ctx, accountId: string): Promise<Record<string, unknown>> {
	const held: Record<string, unknown> = {}
	for (const part of parts) held[part.name] = await part.export(ctx, accountId)
	return held
}

/** What the other modules hold about the actor, for the page: the parts in which there is something. */
export async function getPersonalDataElsewhere(ctx: Ctx): Promise<{ name: string; data: unknown }[]> {
	authorize(ctx.actor !== null)
	const held = await heldElsewhere(ctx, ctx.actor.accountId)
	return Object.entries(held).flatMap(([name, data]) => (isNothing(data) ? [] : [{ name, data }]))
}

const isNothing = (value: unknown): boolean =>
	value === null ||
	value === undefined ||
	value === '' ||
	(typeof value === 'object' && !(value instanceof Date) && Object.values(value).every(isNothing))

/** The same and what every other module holds, to take away as JSON. Freshly authenticated; the trail keeps that it was done. */
export async function exportPersonalData(ctx: Ctx): Promise<Record<string, unknown>> {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const own = await getPersonalData(ctx, { entries: 100_000 })
		const others = await heldElsewhere(ctx, accountId)
		await audit(ctx, 'account.data-exported', `account:${accountId}`)
		return { exportedAt: ctx.now, ...own, ...others }
	})
}

/**
 * Erases the actor's account for good: what proves them, where they were, what they may do, and every word about them.
 * What stays is an empty row that other rows point at, consents without a person, and the trail, which holds ids only.
 * `email` must be their own, typed again. Throws RuleBroken `error.identity.erase_email` (field `email`) and
 * `error.identity.last_administrator`.
 */
export async function eraseAccount(ctx: Ctx, email: string) {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const account = await ctx.db
			.selectFrom('account')
			.select(['id', 'email'])
			.where('id', '=', accountId)
			.where('erasedAt', 'is', null)
			.forUpdate()
			.executeTakeFirst()
		if (!account) return notFound()
		if (email.trim().toLowerCase() !== account.email.toLowerCase()) throw new RuleBroken('error.identity.erase_email', 'email')
		await keepOneAdministrator(ctx, accountId)
		await eraseRows(ctx, account)
		await audit(ctx, 'account.erased', `account:${accountId}`)
	})
}

async function eraseRows(ctx: Ctx, account: { id: string; email: string }) {
	for (const part of parts) await part.erase(ctx, account)

	for (const table of ['credential', 'passkey', 'session', 'secondFactor', 'knownAddress', 'roleGrant'] as const)
		await ctx.db.deleteFrom(table).where('accountId', '=', account.id).execute()
	await ctx.db.deleteFrom('verification').where('accountId', '=', account.id).execute()
	await eraseAddress(ctx, account.email)
	await ctx.db
		.updateTable('consent')
		.set({ withdrawnAt: sql<Date>`coalesce(withdrawn_at, ${ctx.now})`, accountId: null })
		.where('accountId', '=', account.id)
		.execute()
	// Letters that speak of them: an invitation names who sent it.
	await ctx.db
		.deleteFrom('mail')
		.where('ref', 'in', (eb) =>
			eb
				.selectFrom('invitation')
				.select(sql<string>`'invitation:' || id`.as('ref'))
				.where('invitedBy', '=', account.id)
		)
		.execute()
	await ctx.db
		.updateTable('account')
		.set({
			email: `${account.id}@erased.invalid`,
			emailVerified: false,
			name: '',
			latinName: null,
			image: null,
			secondFactorEnabled: false,
			erasedAt: ctx.now,
			updatedAt: ctx.now
		})
		.where('id', '=', account.id)
		.execute()
}

/** Matches an address where it stands by itself: another's that only ends with it, or goes on, is not it. */
export const addressPattern = (email: string) =>
	`(?<![[:alnum:]._%+-])${email.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![[:alnum:]-]|\\.[[:alnum:]])`

/** Takes an address out of the sentences others wrote, in columns of plain text: the sentence stays, a dash in its place. */
export async function takeAddressOut(ctx: Ctx, email: string, places: Record<string, readonly string[]>) {
	const pattern = addressPattern(email)
	for (const [table, columns] of Object.entries(places))
		for (const column of columns)
			await sql`update ${sql.table(table)} set ${sql.ref(column)} = regexp_replace(${sql.ref(column)}, ${pattern}, '–', 'gi')
				where ${sql.ref(column)} ~* ${pattern}`.execute(ctx.db)
}

/** What identity keeps by an address, whether it has an account or not; letters to it, and those that say it. */
async function eraseAddress(ctx: Ctx, email: string) {
	await ctx.db.deleteFrom('verification').where('email', '=', email).execute()
	await ctx.db.deleteFrom('invitation').where('email', '=', email).where('acceptedAt', 'is', null).execute()
	await ctx.db.updateTable('invitation').set({ email: null }).where('email', '=', email).execute()
	// The HTML says what the text says: reading it too would only be slow.
	await ctx.db
		.deleteFrom('mail')
		.where((eb) =>
			eb.or([
				eb('toAddress', '=', email),
				eb(sql<string>`concat_ws(' ', subject, reply_to, text, error)`, '~*', addressPattern(email))
			])
		)
		.execute()
}

/** Whom parts are asked about when an address belongs to no account. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * Everything held under an address, at its holder's request as the staff received it: their account with all that is its
 * own or, without one, what the modules keep by the address. Asks no permission. Throws RuleBroken `error.identity.last_administrator`.
 */
export async function eraseEverywhere(ctx: Ctx, email: string) {
	await transact(ctx, async (ctx) => {
		const account = await ctx.db
			.selectFrom('account')
			.select(['id', 'email'])
			.where('email', '=', email)
			.where('erasedAt', 'is', null)
			.forUpdate()
			.executeTakeFirst()
		if (account) {
			await keepOneAdministrator(ctx, account.id)
			await eraseRows(ctx, account)
			await audit(ctx, 'account.erased', `account:${account.id}`, { by: 'request' })
			return
		}
		for (const part of parts) await part.erase(ctx, { id: NOBODY, email })
		await eraseAddress(ctx, email)
	})
}
