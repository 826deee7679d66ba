import { describe, expect } from 'vitest'
import type { Ctx, Role } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { locales } from '#platform/i18n'
import { buildSignedIn } from '#test/accounts'
import { buildReader, campaignText } from '#test/mailings'
import { buildOrganisation, buildStanding } from '#test/network'
import { actor, as, contextOn, NOW, ownDatabase, queued, test, trail } from '#test/support'
import {
	approveCampaign,
	cancelCampaign,
	pauseCampaign,
	resumeCampaign,
	returnCampaign,
	submitCampaign
} from './campaign-approval.server.ts'
import { everybody, type Segment } from './campaign-schema.ts'
import { countAudience } from './campaign-segments.server.ts'
import { previewCampaign, testCampaign } from './campaign-tests.server.ts'
import { aimCampaign, discardCampaign, draftCampaign, getCampaign, listCampaigns, writeCampaign } from './campaigns.server.ts'

/** Somebody of the newsroom with an account of their own. */
async function buildEditor(ctx: Ctx, role: Role = 'editor'): Promise<Ctx> {
	const { accountId, email } = await buildSignedIn(ctx)
	return as(ctx, actor([role], { accountId, email }))
}
const draft = async (ctx: Ctx) => {
	const editor = await buildEditor(ctx)
	const id = await draftCampaign(editor, { kind: 'newsletter', service: 'cit', locale: 'fr', subject: 'Les nouvelles' })
	await writeCampaign(editor, id, 'fr', {
		version: 1,
		subject: 'Les nouvelles',
		preheader: 'En bref',
		body: campaignText('Bonjour.')
	})
	return { editor, id, version: 2 }
}
const submitted = async (ctx: Ctx) => {
	const { editor, id, version } = await draft(ctx)
	await testCampaign(editor, id, version)
	await submitCampaign(editor, id, version)
	return { editor, id, version: 3 }
}
const statusOf = async (ctx: Ctx, id: string) =>
	(await ctx.db.selectFrom('campaign').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status

describe('writing a campaign', () => {
	test('begins in one language, grows others, and is seen as its readers will get it', async ({ ctx }) => {
		const { editor, id, version } = await draft(ctx)
		await writeCampaign(editor, id, 'bg', { version, subject: 'Новини', preheader: null, body: campaignText('Здравейте.') })
		expect(await getCampaign(editor, id)).toMatchObject({ status: 'draft', written: ['fr', 'bg'], version: 3 })
		const french = await previewCampaign(editor, id, 'fr')
		expect(french).toMatchObject({ lang: 'fr', subject: 'Les nouvelles', preheader: 'En bref' })
		expect(french.html).toContain('<html lang="fr"')
		// Nobody wrote the English: its readers get another language, are told so, and it is marked.
		const english = await previewCampaign(editor, id, 'en')
		expect(english.lang).toBe('fr')
		expect(english.text).toContain('it is shown in Français')
		expect(english.html).toContain('<html lang="en"')
		expect(english.html).toContain('<div lang="fr">')
	})

	test('is not for a stranger, a member or an auditor', async ({ ctx }) => {
		const { id, version } = await draft(ctx)
		for (const who of [null, actor(['member']), actor(['officer']), actor(['auditor'])]) {
			const one = as(ctx, who)
			await expect(draftCampaign(one, { kind: 'newsletter', service: 'cit', locale: 'fr', subject: 'x' })).rejects.toMatchObject({
				status: 403
			})
			await expect(aimCampaign(one, id, { version, segment: everybody, isPublic: true })).rejects.toMatchObject({ status: 403 })
			await expect(testCampaign(one, id, version)).rejects.toMatchObject({ status: 403 })
			await expect(submitCampaign(one, id, version)).rejects.toMatchObject({ status: 403 })
			await expect(discardCampaign(one, id, version)).rejects.toMatchObject({ status: 403 })
		}
		expect(await getCampaign(as(ctx, actor(['auditor'])), id)).toMatchObject({ can: { edit: false, approve: false } })
	})

	test('two people at once: the second is told, and nothing is lost', async ({ ctx }) => {
		const { editor, id, version } = await draft(ctx)
		const text = { version, preheader: null, body: campaignText('Une.') }
		await writeCampaign(editor, id, 'fr', { ...text, subject: 'Une' })
		await expect(writeCampaign(editor, id, 'fr', { ...text, subject: 'Deux' })).rejects.toMatchObject({ key: 'error.stale' })
		expect((await getCampaign(editor, id)).subject).toEqual({ fr: 'Une' })
	})

	test('only a draft is changed or deleted', async ({ ctx }) => {
		const { editor, id, version } = await submitted(ctx)
		const text = { version, subject: 'x', preheader: null, body: campaignText('x') }
		await expect(writeCampaign(editor, id, 'fr', text)).rejects.toMatchObject({ key: 'error.campaign.not_draft' })
		await expect(discardCampaign(editor, id, version)).rejects.toMatchObject({ key: 'error.campaign.not_draft' })
		await returnCampaign(editor, id, { version, reason: 'Repris' })
		await discardCampaign(editor, id, version + 1)
		expect((await listCampaigns(editor)).campaigns).toEqual([])
	})
})

describe('a test', () => {
	test('goes to whoever asks, in the three languages, and to nobody else', async ({ ctx }) => {
		const { editor, id, version } = await draft(ctx)
		await buildReader(ctx, 'maria@example.org', ['newsletter'])
		await testCampaign(editor, id, version)
		const mails = await ctx.db.selectFrom('mail').select(['toAddress', 'locale', 'kind']).orderBy('id').execute()
		expect(mails).toEqual(locales.map((locale) => ({ toAddress: editor.actor!.email, locale, kind: 'newsroom.campaign-test' })))
		expect((await getCampaign(editor, id)).tested).toBe(true)
	})

	test('comes before submitting, and again after a change of the words', async ({ ctx }) => {
		const { editor, id, version } = await draft(ctx)
		await expect(submitCampaign(editor, id, version)).rejects.toMatchObject({ key: 'error.campaign.untested' })
		await testCampaign(editor, id, version)
		await aimCampaign(editor, id, { version, segment: { ...everybody, locales: ['fr'] }, isPublic: false })
		expect((await getCampaign(editor, id)).tested).toBe(true)
		await writeCampaign(editor, id, 'fr', {
			version: version + 1,
			subject: 'Autre',
			preheader: null,
			body: campaignText('Autre.')
		})
		await expect(submitCampaign(editor, id, version + 2)).rejects.toMatchObject({ key: 'error.campaign.untested' })
		expect(await statusOf(ctx, id)).toBe('draft')
	})

	test('needs a text', async ({ ctx }) => {
		const editor = await buildEditor(ctx)
		const id = await draftCampaign(editor, { kind: 'calls', service: 'cit', locale: 'bg', subject: 'Покана' })
		await expect(testCampaign(editor, id, 1)).rejects.toMatchObject({ key: 'error.campaign.empty' })
	})
})

describe('approving', () => {
	test('is a second person’s, and sends at once', async ({ ctx }) => {
		const { editor, id, version } = await submitted(ctx)
		await buildReader(ctx, 'maria@example.org', ['newsletter'])
		await expect(approveCampaign(editor, id, { version, at: null })).rejects.toMatchObject({ key: 'error.campaign.two_people' })
		const head = await buildEditor(ctx, 'head')
		await approveCampaign(head, id, { version, at: null })
		expect(await statusOf(ctx, id)).toBe('sending')
		expect(await queued(ctx, 'newsroom.send-campaign')).toEqual([{ campaignId: id }])
		expect((await trail(ctx, `campaign:${id}`)).map(({ action }) => action)).toEqual([
			'campaign.drafted',
			'campaign.corrected',
			'campaign.tested',
			'campaign.submitted',
			'campaign.approved'
		])
	})

	test('for later waits, and may be taken back', async ({ ctx }) => {
		const { editor, id, version } = await submitted(ctx)
		await buildReader(ctx, 'maria@example.org', ['newsletter'])
		const head = await buildEditor(ctx, 'head')
		await expect(approveCampaign(head, id, { version, at: '2027-03-01T13:59' })).rejects.toEqual(
			new RuleBroken('error.campaign.past', 'at', {}, 422)
		)
		await approveCampaign(head, id, { version, at: '2027-03-02T09:00' })
		expect(await getCampaign(head, id)).toMatchObject({ status: 'scheduled', sendAt: new Date('2027-03-02T07:00:00Z') })
		expect(await queued(ctx, 'newsroom.send-campaign')).toEqual([])
		await returnCampaign(editor, id, { version: version + 1, reason: 'Une faute' })
		expect(await getCampaign(head, id)).toMatchObject({ status: 'draft', sendAt: null, returnReason: 'Une faute' })
	})

	test('needs a reader', async ({ ctx }) => {
		const { id, version } = await submitted(ctx)
		const head = await buildEditor(ctx, 'head')
		await expect(approveCampaign(head, id, { version, at: null })).rejects.toMatchObject({ key: 'error.campaign.nobody' })
	})

	test('at the wrong moment is refused, as is steering what is not under way', async ({ ctx }) => {
		const { id, version, editor } = await draft(ctx)
		const head = await buildEditor(ctx, 'head')
		await expect(approveCampaign(head, id, { version, at: null })).rejects.toMatchObject({ key: 'error.campaign.moment' })
		for (const verb of [pauseCampaign, resumeCampaign, cancelCampaign])
			await expect(verb(editor, id)).rejects.toMatchObject({ key: 'error.campaign.moment' })
	})

	test('six times at once begins one sending', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const { id, version } = await submitted(ctx)
		await buildReader(ctx, 'maria@example.org', ['newsletter'])
		const head = await buildEditor(ctx, 'head')
		const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => approveCampaign(head, id, { version, at: null })))
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect(await queued(ctx, 'newsroom.send-campaign')).toHaveLength(1)
	})
})

describe('an audience', () => {
	const office = (ctx: Ctx) => as(ctx, actor(['officer']))
	const count = async (ctx: Ctx, over: Partial<Segment>, kind: 'newsletter' | 'calls' = 'newsletter') =>
		(await countAudience(office(ctx), kind, { ...everybody, ...over })).total

	test('is who agrees to this kind now, and whose address works', async ({ ctx }) => {
		await buildReader(ctx, 'a@example.org', ['newsletter'], { locale: 'bg' })
		await buildReader(ctx, 'b@example.org', ['calls'])
		const c = await buildReader(ctx, 'c@example.org', ['newsletter'])
		await ctx.db.updateTable('subscriber').set({ stoppedAt: NOW, stopReason: 'hard' }).where('id', '=', c).execute()
		const d = await buildReader(ctx, 'd@example.org', ['newsletter'])
		await ctx.db.updateTable('subscription').set({ endedAt: NOW, endedBy: 'one-click' }).where('subscriberId', '=', d).execute()
		expect(await countAudience(office(ctx), 'newsletter', everybody)).toEqual({ total: 1, byLocale: { fr: 0, bg: 1, en: 0 } })
		await expect(countAudience(as(ctx, null), 'newsletter', everybody)).rejects.toMatchObject({ status: 403 })
	})

	test('narrows by what readers say of themselves, territories with everything in them', async ({ ctx }) => {
		await buildReader(ctx, 'a@example.org', ['newsletter'], {
			locale: 'bg',
			territory: 'BG322',
			themes: ['water'],
			organisationKind: 'association'
		})
		await buildReader(ctx, 'b@example.org', ['newsletter'], { territory: 'FR', locale: 'fr' })
		const [inBulgaria, far] = [await count(ctx, { countries: ['BG'] }), await count(ctx, { territory: 'FR' })]
		expect([inBulgaria, far]).toEqual([1, 1])
		expect(await count(ctx, { territory: 'BG32' })).toBe(1)
		expect(await count(ctx, { themes: ['water'] })).toBe(1)
		expect(await count(ctx, { themes: ['water'], countries: ['FR'] })).toBe(0)
		expect(await count(ctx, { locales: ['fr'] })).toBe(1)
	})

	test('narrows by the network: the organisation somebody stands in', async ({ ctx }) => {
		const organisationId = await buildOrganisation(ctx, { kind: 'local-authority', country: 'BG', themes: ['water'] })
		const person = await buildStanding(ctx, organisationId)
		await buildReader(ctx, person.email, ['newsletter'])
		await buildReader(ctx, 'other@example.org', ['newsletter'])
		expect(await count(ctx, { organisationKinds: ['local-authority'] })).toBe(1)
		expect(await count(ctx, { organisationKinds: ['company'] })).toBe(0)
		expect(await count(ctx, { countries: ['BG'], themes: ['water'] })).toBe(1)
		expect(await count(ctx, {}, 'calls')).toBe(0)
	})
})
