import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { findAccountByEmail } from '#modules/identity/accounts.server'
import { countAttempt, digestOf } from '#modules/identity/limits.server'
import { mayWrite } from '#modules/identity/policy'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { formatDate, pickText, type Locale } from '#platform/i18n'
import { sendMail } from '#platform/mail.server'
import { applicationPolicy, isWritable } from './application-policy.ts'
import { findApplication, ownApplication, refOfApplication } from './application-rows.server.ts'

const INVITATION_DAYS = 14
/** Authors of one application, those invited included. */
const MOST_AUTHORS = 20

/** The open invitations of an application, to its lead. */
export async function openInvitations(ctx: Ctx, id: string) {
	const application = await ownApplication(ctx, id)
	if (!applicationPolicy.lead(ctx.actor, application.role)) return []
	return ctx.db
		.selectFrom('authorInvitation')
		.select(['id', 'email', 'invitedAt', 'expiresAt'])
		.where('applicationId', '=', id)
		.where('acceptedAt', 'is', null)
		.where('expiresAt', '>', ctx.now)
		.orderBy('invitedAt')
		.execute()
}

/**
 * Asks somebody by mail to help write. The letter's link works only for that address; nothing tells whether it has an account.
 * Throws RuleBroken `error.applications.author_already`, `error.applications.authors`, and 429 for too many letters.
 */
export async function inviteAuthor(ctx: Ctx, id: string, email: string, { address }: { address: string }): Promise<void> {
	const before = await ownApplication(ctx, id)
	authorize(applicationPolicy.lead(ctx.actor, before.role))
	await countAttempt(ctx, { what: 'invitation', whom: ctx.actor.accountId, address })
	const token = randomBytes(32).toString('base64url')
	await transact(ctx, async (ctx) => {
		const application = await ownApplication(ctx, id, { lock: true })
		if (!isWritable(application.status)) throw new RuleBroken('error.applications.closed')
		const authors = await ctx.db
			.selectFrom('applicationAuthor')
			.innerJoin('account', 'account.id', 'applicationAuthor.accountId')
			.select('account.email')
			.where('applicationId', '=', id)
			.execute()
		// Only about those who already write here, whom the lead sees on the page.
		if (authors.some((author) => author.email.toLowerCase() === email))
			throw new RuleBroken('error.applications.author_already', 'email')
		await ctx.db
			.deleteFrom('authorInvitation')
			.where('applicationId', '=', id)
			.where('acceptedAt', 'is', null)
			.where((eb) => eb.or([eb('email', '=', email), eb('expiresAt', '<=', ctx.now)]))
			.execute()
		const { open } = await ctx.db
			.selectFrom('authorInvitation')
			.select((eb) => eb.fn.countAll<number>().as('open'))
			.where('applicationId', '=', id)
			.where('acceptedAt', 'is', null)
			.executeTakeFirstOrThrow()
		if (authors.length + open >= MOST_AUTHORS) throw new RuleBroken('error.applications.authors', 'email', { max: MOST_AUTHORS })
		const invitation = uuidv7()
		const expiresAt = new Date(ctx.now.getTime() + INVITATION_DAYS * 86_400_000)
		await ctx.db
			.insertInto('authorInvitation')
			.values({
				id: invitation,
				applicationId: id,
				email,
				tokenDigest: digestOf('author-invitation', token),
				invitedAt: ctx.now,
				invitedBy: ctx.actor?.accountId ?? null,
				expiresAt
			})
			.execute()
		const reader = ((await findAccountByEmail(ctx, email))?.locale as Locale | undefined) ?? ctx.locale
		await sendMail(ctx, {
			to: email,
			locale: reader,
			kind: 'calls.author-invitation',
			ref: refOfApplication(id),
			subject: 'applications.mail.invitation.subject',
			params: { name: ctx.actor!.name },
			body: [
				{ text: 'applications.mail.invitation.text', params: { name: ctx.actor!.name } },
				{
					facts: [
						['applications.mail.call', pickText(application.call.title, reader)],
						['applications.mail.reference', application.reference],
						['applications.mail.until', formatDate(reader, expiresAt)]
					]
				},
				{ button: 'applications.mail.invitation.button', url: `/${reader}/workspace/applications/join?token=${token}` }
			],
			secret: true
		})
		await audit(ctx, 'application.author-invited', refOfApplication(id), { invitation })
	})
}

/** What an invitation is to, for the page that asks to accept; 404 unless it is open and for the actor's own address. */
export async function findAuthorInvitation(ctx: Ctx, token: string) {
	const { actor } = ctx
	if (!actor) return notFound()
	const row = await ctx.db
		.selectFrom('authorInvitation')
		.leftJoin('account', 'account.id', 'authorInvitation.invitedBy')
		.select(['authorInvitation.id', 'authorInvitation.applicationId', 'account.name as inviter'])
		.where('tokenDigest', '=', digestOf('author-invitation', token))
		.where('authorInvitation.email', '=', actor.email)
		.where('acceptedAt', 'is', null)
		.where('expiresAt', '>', ctx.now)
		.executeTakeFirst()
	const application = row && (await findApplication(ctx, row.applicationId))
	if (!application) return notFound()
	return { id: row.id, applicationId: row.applicationId, inviter: row.inviter ?? '', call: application.call.title }
}

/** Becomes an author; once. Returns the application's id. 404 as for findAuthorInvitation. */
export async function acceptAuthorInvitation(ctx: Ctx, token: string): Promise<string> {
	authorize(mayWrite(ctx.actor))
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const { id, applicationId } = await findAuthorInvitation(ctx, token)
		const taken = await ctx.db
			.updateTable('authorInvitation')
			.set({ acceptedAt: ctx.now })
			.where('id', '=', id)
			.where('acceptedAt', 'is', null)
			.returning('invitedBy')
			.executeTakeFirst()
		if (!taken) return notFound()
		await ctx.db
			.insertInto('applicationAuthor')
			.values({ applicationId, accountId, role: 'author', addedAt: ctx.now, addedBy: taken.invitedBy })
			.onConflict((conflict) => conflict.doNothing())
			.execute()
		await audit(ctx, 'application.author-added', refOfApplication(applicationId), { account: accountId })
		return applicationId
	})
}

/** Takes an invitation back; its link stops working. */
export async function withdrawAuthorInvitation(ctx: Ctx, id: string, invitationId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const application = await ownApplication(ctx, id, { lock: true })
		authorize(applicationPolicy.lead(ctx.actor, application.role))
		const gone = await ctx.db
			.deleteFrom('authorInvitation')
			.where('id', '=', invitationId)
			.where('applicationId', '=', id)
			.where('acceptedAt', 'is', null)
			.returning('id')
			.executeTakeFirst()
		if (!gone) return notFound()
		await audit(ctx, 'application.author-removed', refOfApplication(id), { invitation: invitationId })
	})
}

/** Takes an author out; one may also leave. The lead stays: somebody must file. */
export async function removeAuthor(ctx: Ctx, id: string, accountId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const application = await ownApplication(ctx, id, { lock: true })
		authorize(applicationPolicy.write(ctx.actor, application.role))
		authorize(application.role === 'lead' || ctx.actor.accountId === accountId)
		const gone = await ctx.db
			.deleteFrom('applicationAuthor')
			.where('applicationId', '=', id)
			.where('accountId', '=', accountId)
			.where('role', '=', 'author')
			.returning('accountId')
			.executeTakeFirst()
		if (!gone) throw new RuleBroken('error.applications.lead_stays')
		await audit(ctx, 'application.author-removed', refOfApplication(id), { account: accountId })
	})
}

/** Hands the lead to another author. */
export async function makeLead(ctx: Ctx, id: string, accountId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const application = await ownApplication(ctx, id, { lock: true })
		authorize(applicationPolicy.lead(ctx.actor, application.role))
		const roleOf = (account: string, role: 'lead' | 'author') =>
			ctx.db
				.updateTable('applicationAuthor')
				.set({ role })
				.where('applicationId', '=', id)
				.where('accountId', '=', account)
				.returning('accountId')
				.executeTakeFirst()
		if (!(await roleOf(accountId, 'lead'))) return notFound()
		if (accountId !== ctx.actor.accountId) await roleOf(ctx.actor.accountId, 'author')
		await audit(ctx, 'application.lead-changed', refOfApplication(id), { account: accountId })
	})
}
