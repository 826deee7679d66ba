import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { locales, translate, type Locale } from '#platform/i18n'
import { sendWrittenMail } from '#platform/mail.server'
import { composeCampaign } from './campaign-composing.server.ts'
import { forReader } from './campaign-layout.ts'
import { campaignPolicy } from './campaign-policy.ts'
import { lockCampaign, refOfCampaign, sameVersion, writtenIn } from './campaign-rows.server.ts'
import { mayReadNewsroom } from './article-policy.ts'
import { getCampaign } from './campaigns.server.ts'
import { env } from '#platform/env'

/** What readers of a language will get, for whoever works in the newsroom; its two personal links lead to the sign-up page. */
export async function previewCampaign(ctx: Ctx, id: string, locale: Locale) {
	authorize(mayReadNewsroom(ctx.actor))
	const campaign = await getCampaign(ctx, id)
	const mail = await composeCampaign(ctx, campaign, locale)
	const nowhere = `${env().PUBLIC_URL}/${locale}/newsletter`
	return { ...mail, ...forReader(mail, { leave: nowhere, preferences: nowhere }), preheader: campaign.preheader[mail.lang] ?? '' }
}

/**
 * Sends the campaign, in each of the three languages, to whoever asks and to nobody else: nobody gets a test who has not
 * agreed to one. These words can be submitted from then on. Throws RuleBroken `error.campaign.empty`.
 */
export async function testCampaign(ctx: Ctx, id: string, version: number): Promise<void> {
	authorize(campaignPolicy.write(ctx.actor))
	await transact(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id)
		if (campaign.status !== 'draft' && campaign.status !== 'submitted') throw new RuleBroken('error.campaign.moment')
		sameVersion(campaign, version)
		if (writtenIn(campaign).length === 0) throw new RuleBroken('error.campaign.empty')
		for (const locale of locales) {
			const mail = await composeCampaign(ctx, campaign, locale, { test: true })
			const nowhere = `${env().PUBLIC_URL}/${locale}/newsletter`
			await sendWrittenMail(ctx, {
				to: ctx.actor!.email,
				locale,
				kind: 'newsroom.campaign-test',
				ref: refOfCampaign(id),
				subject: translate(locale, 'campaign.mail.test.subject', { subject: mail.subject }),
				...forReader(mail, { leave: nowhere, preferences: nowhere })
			})
		}
		await ctx.db.updateTable('campaign').set({ testedVersion: version }).where('id', '=', id).execute()
		await audit(ctx, 'campaign.tested', refOfCampaign(id))
	})
}
