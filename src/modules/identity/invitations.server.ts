import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { programme } from '#programme/programme'
import { audit } from '#platform/audit.server'
import type { Actor, Ctx, Role } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { env } from '#platform/env'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { formatDate, pickText, translate, type Locale } from '#platform/i18n'
import { sendMail } from '#platform/mail.server'
import { asAccount, findAccountByEmail, requireFresh } from './accounts.server.ts'
import { countAttempt, digestOf } from './limits.server.ts'
import { isAdministrator, isAuditor, mayInvite } from './policy.ts'
import { addGrant, checkGrant, rolesOf, type Grant } from './roles.server.ts'
import { beginSession, type Origin } from './sessions.server.ts'
import { provenAccount, type SignedIn } from './sign-in.server.ts'

onConstraint('invitation_open_unique', 'error.identity.invitation_already', 'email')

/** An invitation not answered in this time is forgotten, in days. */
const INVITATION_DAYS = 14

const serviceName = (key: string | null, locale: Locale) =>
	pickText(programme.services.find((service) => service.key === key)?.name ?? programme.name, locale)

/**
 * Invites the holder of an address to a role: a mail with a link only they get. Administrators, and heads for the working
 * roles of their service; freshly authenticated. Throws RuleBroken when invited already or the role is held already.
 */
export async function invite(
	ctx: Ctx,
	{ email: typed, role, service, locale }: Grant & { email: string; locale: Locale },
	from: Origin
): Promise<string> {
	authorize(mayInvite(ctx.actor, role, service))
	requireFresh(ctx)
	checkGrant({ role, service })
	const { actor } = ctx
	await countAttempt(ctx, { what: 'invitation', whom: actor!.accountId, address: from.address })
	const email = typed.trim().toLowerCase()
	const token = randomBytes(32).toString('base64url')
	return transact(ctx, async (ctx) => {
		const account = await findAccountByEmail(ctx, email)
		if (account && (await rolesOf(ctx, account.id)).some((held) => held.role === role && held.service === service))
			throw new RuleBroken('error.identity.role_already', 'role')
		// A lapsed one must not stand in the way of a new one.
		await ctx.db
			.deleteFrom('invitation')
			.where('email', '=', email)
			.where('acceptedAt', 'is', null)
			.where('withdrawnAt', 'is', null)
			.where('expiresAt', '<=', ctx.now)
			.execute()
		const id = uuidv7()
		const expiresAt = new Date(ctx.now.getTime() + INVITATION_DAYS * 86_400_000)
		await ctx.db
			.insertInto('invitation')
			.values({
				id,
				email,
				service,
				role,
				locale,
				tokenDigest: digestOf('invitation', token),
				invitedBy: actor!.accountId,
				invitedAt: ctx.now,
				expiresAt
			})
			.execute()
		const reader = (account?.locale as Locale | undefined) ?? locale
		await sendMail(ctx, {
			to: email,
			locale: reader,
			subject: 'mail.identity.invitation.subject',
			body: [
				{ text: 'mail.identity.invitation.intro', params: { name: actor!.name } },
				{
					facts: [
						['identity.invitation.role', translate(reader, `identity.role.${role}`)],
						['identity.invitation.service', serviceName(service, reader)],
						['identity.invitation.until', formatDate(reader, expiresAt)]
					]
				},
				{ button: 'mail.identity.invitation.button', url: `${env().PUBLIC_URL}/${reader}/invitation?token=${token}` },
				{ text: 'mail.identity.not_you' }
			],
			kind: 'identity.invitation',
			ref: `invitation:${id}`,
			secret: true
		})
		await audit(ctx, 'invitation.sent', `invitation:${id}`, { role, service })
		return id
	})
}

const open = (ctx: Ctx, token: string) =>
	ctx.db
		.selectFrom('invitation')
		.where('tokenDigest', '=', digestOf('invitation', token))
		.where('acceptedAt', 'is', null)
		.where('withdrawnAt', 'is', null)
		.where('expiresAt', '>', ctx.now)

/** What the invitation page shows to whoever holds the link; undefined once answered, withdrawn or late. */
export async function findInvitation(ctx: Ctx, token: string) {
	const found = await open(ctx, token)
		.leftJoin('account', 'account.id', 'invitation.invitedBy')
		.select(['invitation.email', 'invitation.role', 'invitation.service', 'invitation.expiresAt', 'account.name as inviter'])
		.executeTakeFirst()
	return found && { ...found, role: found.role as Role, serviceName: serviceName(found.service, ctx.locale) }
}

/**
 * Accepts: the link proves the address, so it signs in its holder, makes their account if needed, and gives the role.
 * Throws RuleBroken `error.identity.invitation` (answered, withdrawn, late, or its sender no longer may) and
 * `error.identity.invitation_other` for somebody signed in with another address.
 */
export async function acceptInvitation(
	ctx: Ctx,
	token: string,
	from: Origin
): Promise<(SignedIn & { nameless: boolean }) | { cookie: null }> {
	return transact(ctx, async (ctx) => {
		const invitation = await open(ctx, token)
			.select(['id', 'email', 'role', 'service', 'locale', 'invitedBy'])
			.forUpdate()
			.executeTakeFirst()
		if (!invitation?.email) throw new RuleBroken('error.identity.invitation')
		const grant: Grant = { role: invitation.role as Role, service: invitation.service }
		// Whoever has lost the right to invite since must not go on giving roles by letters already sent.
		if (!invitation.invitedBy || !mayInvite(await standIn(ctx, invitation.invitedBy), grant.role, grant.service))
			throw new RuleBroken('error.identity.invitation')
		if (ctx.actor && ctx.actor.email.toLowerCase() !== invitation.email.toLowerCase())
			throw new RuleBroken('error.identity.invitation_other', null, { email: invitation.email })
		const account = await provenAccount(ctx, invitation.email, invitation.locale as Locale)
		const asker = asAccount(ctx, account)
		await ctx.db
			.updateTable('invitation')
			.set({ acceptedAt: ctx.now, acceptedBy: account.id })
			.where('id', '=', invitation.id)
			.execute()
		await audit(asker, 'invitation.accepted', `invitation:${invitation.id}`)
		const held = await rolesOf(ctx, account.id)
		if (!held.some(({ role, service }) => role === grant.role && service === grant.service))
			await addGrant(asker, account.id, grant, invitation.invitedBy)
		if (ctx.actor) return { cookie: null }
		const begun = await beginSession(asker, account.id, from, { secondFactor: false })
		await audit(asker, begun.half ? 'account.first-step-passed' : 'account.signed-in', `account:${account.id}`, {
			by: 'invitation'
		})
		return { ...begun, nameless: account.name === '' }
	})
}

/** Somebody who is not here, as far as their roles go. */
const standIn = async (ctx: Ctx, accountId: string): Promise<Actor> => ({
	accountId,
	sessionId: null,
	name: '',
	email: '',
	locale: programme.defaultLanguage,
	roles: await rolesOf(ctx, accountId),
	freshUntil: null,
	secondFactor: false
})

/** Takes an open invitation back; its link stops working at once. */
export async function withdrawInvitation(ctx: Ctx, invitationId: string) {
	await transact(ctx, async (ctx) => {
		const invitation = await ctx.db
			.selectFrom('invitation')
			.select(['role', 'service', 'acceptedAt', 'withdrawnAt'])
			.where('id', '=', invitationId)
			.forUpdate()
			.executeTakeFirst()
		if (!invitation || !maySee(ctx, invitation.service)) return notFound()
		authorize(mayInvite(ctx.actor, invitation.role as Role, invitation.service))
		if (invitation.acceptedAt || invitation.withdrawnAt) throw new RuleBroken('error.identity.invitation_answered')
		await ctx.db.updateTable('invitation').set({ withdrawnAt: ctx.now }).where('id', '=', invitationId).execute()
		await audit(ctx, 'invitation.withdrawn', `invitation:${invitationId}`)
	})
}

const headOf = (actor: Actor | null) =>
	(actor?.roles ?? []).flatMap(({ role, service }) => (role === 'head' && service !== null ? [service] : []))
const seesAll = (actor: Actor | null) =>
	isAdministrator(actor) ||
	isAuditor(actor) ||
	(actor?.roles.some(({ role, service }) => role === 'head' && service === null) ?? false)
const maySee = (ctx: Ctx, service: string | null) =>
	seesAll(ctx.actor) || (service !== null && headOf(ctx.actor).includes(service))

/** The last two hundred invitations the actor may see, newest first, with where each stands. */
export async function listInvitations(ctx: Ctx) {
	const all = seesAll(ctx.actor)
	const services = headOf(ctx.actor)
	authorize(all || services.length > 0)
	const rows = await ctx.db
		.selectFrom('invitation')
		.select(['id', 'email', 'role', 'service', 'invitedAt', 'expiresAt', 'acceptedAt', 'withdrawnAt'])
		.$if(!all, (query) => query.where('service', 'in', services))
		.orderBy('invitedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(200)
		.execute()
	return rows.map((row) => {
		const status = row.acceptedAt ? 'accepted' : row.withdrawnAt ? 'withdrawn' : row.expiresAt <= ctx.now ? 'lapsed' : 'open'
		const role = row.role as Role
		return { ...row, role, status, can: { withdraw: status === 'open' && mayInvite(ctx.actor, role, row.service) } } as const
	})
}
