import { describe, expect } from 'vitest'
import type { Actor, Ctx, Role } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { createAccount } from '#modules/identity/accounts.server'
import {
	acceptInvitation,
	findInvitation,
	invite,
	listInvitations,
	withdrawInvitation
} from '#modules/identity/invitations.server'
import { addGrant, rolesOf } from '#modules/identity/roles.server'
import { actorOf } from '#modules/identity/sessions.server'
import { buildSignedIn, FROM, headersOf } from '#test/accounts'
import { actor, as, contextOn, NOW, ownDatabase, queued, test, trail } from '#test/support'

const guest = { email: 'guest@example.org', role: 'officer' as Role, service: 'cit' as string | null, locale: 'bg' as const }
const gone = new RuleBroken('error.identity.invitation')
const later = (ctx: Ctx, days: number): Ctx => ({ ...ctx, now: new Date(NOW.getTime() + days * 86_400_000) })

async function buildHolder(ctx: Ctx, role: Role, service: string | null) {
	const person = await buildSignedIn(ctx)
	await addGrant(ctx, person.accountId, { role, service }, null)
	return { ...person, ctx: as(ctx, (await actorOf(ctx, person.headers))!) }
}
async function mailedToken(ctx: Ctx, email = guest.email) {
	const mail = await ctx.db
		.selectFrom('mail')
		.select(['text', 'locale'])
		.where('toAddress', '=', email)
		.orderBy('id', 'desc')
		.executeTakeFirstOrThrow()
	return /token=([\w-]+)/.exec(mail.text)![1]!
}

describe('inviting', () => {
	test('writes to the address, in the chosen language, and leaves a trace without it', async ({ ctx }) => {
		const admin = await buildHolder(ctx, 'administrator', null)
		const id = await invite(admin.ctx, guest, FROM)
		expect(await ctx.db.selectFrom('mail').select(['toAddress', 'locale', 'secret', 'ref']).execute()).toEqual([
			{ toAddress: guest.email, locale: 'bg', secret: true, ref: `invitation:${id}` }
		])
		expect(await queued(ctx, 'mail.deliver')).toHaveLength(1)
		expect(await trail(ctx, `invitation:${id}`)).toEqual([
			{ action: 'invitation.sent', actorId: admin.accountId, data: { role: 'officer', service: 'cit' } }
		])
	})

	test.for([
		['a stranger', null, 'officer', 'cit'],
		['an officer', actor(['officer']), 'officer', 'cit'],
		['an auditor', actor([{ service: null, role: 'auditor' }]), 'officer', 'cit'],
		['the head of another service', actor([{ service: 'ser', role: 'head' }]), 'officer', 'cit'],
		['a head naming a head', actor(['head']), 'head', 'cit'],
		['a head naming an administrator', actor(['head']), 'administrator', null],
		['a head inviting to the whole programme', actor(['head']), 'officer', null]
	] as const)('is not for %s', async ([, who, role, service], { ctx }) => {
		await expect(invite(as(ctx, who as Actor | null), { ...guest, role, service }, FROM)).rejects.toMatchObject({ status: 403 })
		expect(await ctx.db.selectFrom('mail').selectAll().execute()).toEqual([])
	})

	test('is for a head in the own service, freshly authenticated', async ({ ctx }) => {
		const head = await buildHolder(ctx, 'head', 'cit')
		await expect(invite(later(head.ctx, 1), guest, FROM)).rejects.toMatchObject({ key: 'error.identity.needs_fresh' })
		await invite(head.ctx, guest, FROM)
		expect((await listInvitations(head.ctx)).map(({ email, status, can }) => [email, status, can.withdraw])).toEqual([
			[guest.email, 'open', true]
		])
	})

	test('twice for the same role is refused, unless the first lapsed; a role already held too', async ({ ctx }) => {
		const admin = await buildHolder(ctx, 'administrator', null)
		await invite(admin.ctx, guest, FROM)
		await expect(invite(admin.ctx, { ...guest, email: 'GUEST@example.org' }, FROM)).rejects.toMatchObject({
			key: 'error.identity.invitation_already'
		})
		await invite(admin.ctx, { ...guest, service: 'ser' }, FROM)
		const lapsed = later(admin.ctx, 14)
		const fresh = as(lapsed, { ...admin.ctx.actor!, freshUntil: new Date(lapsed.now.getTime() + 1000) })
		await invite(fresh, guest, FROM)
		const id = await createAccount(ctx, { email: 'already@example.org', locale: 'fr' })
		await addGrant(ctx, id, { role: 'officer', service: 'cit' }, null)
		await expect(invite(admin.ctx, { ...guest, email: 'already@example.org' }, FROM)).rejects.toMatchObject({
			key: 'error.identity.role_already'
		})
	})
})

describe('accepting', () => {
	test('makes the account, gives the role and signs in', async ({ ctx }) => {
		const admin = await buildHolder(ctx, 'administrator', null)
		await invite(admin.ctx, guest, FROM)
		const token = await mailedToken(ctx)
		expect(await findInvitation(ctx, token)).toMatchObject({ email: guest.email, role: 'officer', inviter: 'Зорница Примерова' })

		const accepted = await acceptInvitation(ctx, token, FROM)

		if (!accepted.cookie) throw new Error('not signed in')
		expect(accepted.nameless).toBe(true)
		expect(await actorOf(ctx, headersOf(accepted.cookie))).toMatchObject({
			email: guest.email,
			locale: 'bg',
			roles: [
				{ service: null, role: 'member' },
				{ service: 'cit', role: 'officer' }
			]
		})
		expect(await findInvitation(ctx, token)).toBeUndefined()
		await expect(acceptInvitation(ctx, token, FROM)).rejects.toEqual(gone)
		await expect(acceptInvitation(ctx, 'x'.repeat(43), FROM)).rejects.toEqual(gone)
	})

	test('is for the invited address alone', async ({ ctx }) => {
		const admin = await buildHolder(ctx, 'administrator', null)
		await invite(admin.ctx, guest, FROM)
		const token = await mailedToken(ctx)
		const other = await buildSignedIn(ctx)
		await expect(acceptInvitation(other.ctx, token, FROM)).rejects.toEqual(
			new RuleBroken('error.identity.invitation_other', null, { email: guest.email })
		)
		expect(await rolesOf(ctx, other.accountId)).toEqual([])
		const right = await buildSignedIn(ctx, { email: guest.email })
		expect(await acceptInvitation(right.ctx, token, FROM)).toEqual({ cookie: null })
		expect(await rolesOf(ctx, right.accountId)).toMatchObject([{ role: 'officer', service: 'cit' }])
	})

	test('is too late after fourteen days, after a withdrawal, and once the sender may no longer invite', async ({ ctx }) => {
		const admin = await buildHolder(ctx, 'administrator', null)
		const id = await invite(admin.ctx, guest, FROM)
		const token = await mailedToken(ctx)
		await expect(acceptInvitation(later(ctx, 14), token, FROM)).rejects.toEqual(gone)
		await withdrawInvitation(admin.ctx, id)
		await expect(acceptInvitation(ctx, token, FROM)).rejects.toEqual(gone)
		await expect(withdrawInvitation(admin.ctx, id)).rejects.toMatchObject({ key: 'error.identity.invitation_answered' })

		await invite(admin.ctx, guest, FROM)
		const second = await mailedToken(ctx)
		await ctx.db.deleteFrom('roleGrant').where('accountId', '=', admin.accountId).execute()
		await expect(acceptInvitation(ctx, second, FROM)).rejects.toEqual(gone)
		expect(await ctx.db.selectFrom('account').select('email').where('email', '=', guest.email).execute()).toEqual([])
	})

	test('posted many times at once gives one role and one session', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const admin = await buildHolder(ctx, 'administrator', null)
		await invite(admin.ctx, guest, FROM)
		const token = await mailedToken(ctx)
		const results = await Promise.allSettled(Array.from({ length: 5 }, () => acceptInvitation(ctx, token, FROM)))
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect(await ctx.db.selectFrom('roleGrant').selectAll().where('role', '=', 'officer').execute()).toHaveLength(1)
	})
})

test('invitations of one service are not seen from another', async ({ ctx }) => {
	const admin = await buildHolder(ctx, 'administrator', null)
	const id = await invite(admin.ctx, guest, FROM)
	const elsewhere = as(ctx, actor([{ service: 'ser', role: 'head' }]))
	expect(await listInvitations(elsewhere)).toEqual([])
	await expect(withdrawInvitation(elsewhere, id)).rejects.toMatchObject({ status: 404 })
	const auditor = as(ctx, actor([{ service: null, role: 'auditor' }]))
	expect(await listInvitations(auditor)).toMatchObject([{ id, can: { withdraw: false } }])
	await expect(withdrawInvitation(auditor, id)).rejects.toMatchObject({ status: 403 })
	for (const who of [null, actor(['officer'])]) {
		await expect(listInvitations(as(ctx, who))).rejects.toMatchObject({ status: 403 })
		await expect(withdrawInvitation(as(ctx, who), id)).rejects.toMatchObject({ status: 404 })
	}
})
