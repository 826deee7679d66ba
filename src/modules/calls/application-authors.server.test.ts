import { expect } from 'vitest'
import {
	acceptAuthorInvitation,
	findAuthorInvitation,
	inviteAuthor,
	makeLead,
	openInvitations,
	removeAuthor,
	withdrawAuthorInvitation
} from '#modules/calls/application-authors.server'
import { sendApplicationMessage } from '#modules/calls/application-messages.server'
import { getApplication } from '#modules/calls/applications.server'
import { saveDraft } from '#modules/calls/drafts.server'
import type { Ctx } from '#platform/ctx'
import { buildSignedIn, FROM } from '#test/accounts'
import { buildDraft, buildOpenCall, today } from '#test/applications'
import { buildOfficer } from '#test/network'
import { as, test } from '#test/support'

const lettersOf = (ctx: Ctx, kind: string) =>
	ctx.db.selectFrom('mail').select(['toAddress', 'text']).where('kind', '=', kind).orderBy('id').execute()
const tokenIn = (text: string) => /token=([\w-]+)/.exec(text)![1]!

test('an invitation opens with its own address only, once, and makes an author', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx))
	const friend = await buildSignedIn(ctx)
	const other = await buildSignedIn(ctx)
	await inviteAuthor(draft.ctx, draft.id, friend.email, FROM)
	const [letter] = await lettersOf(ctx, 'calls.author-invitation')
	expect(letter!.toAddress).toBe(friend.email)
	const token = tokenIn(letter!.text)
	await expect(findAuthorInvitation(today(other.ctx), token)).rejects.toMatchObject({ status: 404 })
	await expect(acceptAuthorInvitation(today(other.ctx), token)).rejects.toMatchObject({ status: 404 })
	await expect(findAuthorInvitation(as(draft.ctx, null), token)).rejects.toMatchObject({ status: 404 })
	expect(await acceptAuthorInvitation(today(friend.ctx), token)).toBe(draft.id)
	await expect(acceptAuthorInvitation(today(friend.ctx), token)).rejects.toMatchObject({ status: 404 })

	// An author writes, and neither invites nor files.
	await saveDraft(today(friend.ctx), draft.id, { posted: { title: 'Par l’ami' }, version: 0 })
	expect(await getApplication(today(friend.ctx), draft.id)).toMatchObject({ can: { write: true, file: false, invite: false } })
	await expect(inviteAuthor(today(friend.ctx), draft.id, 'x@example.org', FROM)).rejects.toMatchObject({ status: 403 })
	await expect(inviteAuthor(draft.ctx, draft.id, friend.email, FROM)).rejects.toMatchObject({ field: 'email' })
	await expect(removeAuthor(draft.ctx, draft.id, draft.accountId)).rejects.toMatchObject({
		key: 'error.applications.lead_stays'
	})
	await makeLead(draft.ctx, draft.id, friend.accountId)
	expect(await getApplication(today(friend.ctx), draft.id)).toMatchObject({ can: { file: true } })
	// The former lead leaves by himself.
	await removeAuthor(draft.ctx, draft.id, draft.accountId)
	await expect(getApplication(draft.ctx, draft.id)).rejects.toMatchObject({ status: 404 })
})

test('an invitation taken back opens nothing', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx))
	const friend = await buildSignedIn(ctx)
	await inviteAuthor(draft.ctx, draft.id, friend.email, FROM)
	const [invitation] = await openInvitations(draft.ctx, draft.id)
	await withdrawAuthorInvitation(draft.ctx, draft.id, invitation!.id)
	const [letter] = await lettersOf(ctx, 'calls.author-invitation')
	await expect(acceptAuthorInvitation(today(friend.ctx), tokenIn(letter!.text))).rejects.toMatchObject({ status: 404 })
})

test('messages reach the other side without their words, and strangers neither read nor write', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx))
	const staff = today(await buildOfficer(ctx))
	await sendApplicationMessage(draft.ctx, draft.id, 'Une question secrète ?')
	await sendApplicationMessage(staff, draft.id, 'Une réponse secrète.')
	const letters = await lettersOf(ctx, 'calls.message')
	expect(letters).toHaveLength(2)
	expect(letters.at(-1)!.toAddress).toBe(draft.email)
	for (const { text } of letters) expect(text).not.toContain('secrète')
	expect((await getApplication(draft.ctx, draft.id)).messages.map(({ side }) => side)).toEqual(['applicant', 'service'])
	const stranger = await buildSignedIn(ctx)
	await expect(sendApplicationMessage(today(stranger.ctx), draft.id, 'x')).rejects.toMatchObject({ status: 404 })
})
