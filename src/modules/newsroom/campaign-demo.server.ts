import { v5 as uuidv5 } from 'uuid'
import { demoEventId } from '#modules/events/demo.server'
import { findAccountByEmail } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { locales } from '#platform/i18n'
import { demoAccounts, demoCampaigns, demoReaders, type DemoCampaign } from '#programme/demo'
import { refOfCampaign } from './campaign-rows.server.ts'
import { everybody } from './campaign-schema.ts'
import { parseMarkup } from './markup.ts'
import { listPublicArticles } from './public-articles.server.ts'
import { beginSubscription, readers } from './subscription-rows.server.ts'

const NAMESPACE = '01984c1e-70aa-7d53-9a1b-4f2f6f6b8d21'
const DAY = 86_400_000

/** The demo's fictional readers, one campaign they got and one being prepared; a second start changes nothing. */
export async function loadDemoCampaigns(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		if (await readers(ctx).where('id', '=', uuidv5(`reader:0`, NAMESPACE)).executeTakeFirst()) return
		const asked = { ...ctx, now: new Date(ctx.now.getTime() - 90 * DAY) }
		for (const [i, { name, kinds, ...about }] of demoReaders.entries()) {
			const id = uuidv5(`reader:${i}`, NAMESPACE)
			const email = `${name}@example.org`
			await ctx.db
				.insertInto('subscriber')
				.values({ id, email, ...about, createdAt: asked.now })
				.execute()
			const reader = { id, email, accountId: null, organisationKind: null, stoppedAt: null, ...about }
			for (const kind of kinds) await beginSubscription(asked, reader, kind, { source: 'demo' })
		}
		for (const [i, campaign] of demoCampaigns.entries()) await addCampaign(ctx, uuidv5(`campaign:${i}`, NAMESPACE), campaign)
	})
}

async function addCampaign(ctx: Ctx, id: string, { kind, sent, subject, preheader, body, segment }: DemoCampaign) {
	const by = async (role: 'editor' | 'head') =>
		(await findAccountByEmail(ctx, demoAccounts.find(({ roles }) => roles.some((held) => held.role === role))!.email))?.id ?? null
	const [editor, head] = [await by('editor'), await by('head')]
	const { articles } = await listPublicArticles(ctx, {}, { limit: 1 })
	const documents = Object.fromEntries(
		locales.flatMap((locale) => {
			const text = body[locale]
			if (!text) return []
			const news = articles[0]?.slugs[locale]
			return [
				[locale, parseMarkup(text.replaceAll('{event}', demoEventId(0)).replaceAll(news ? '{news}' : '/news/{news}', news ?? ''))]
			]
		})
	)
	const at = sent === null ? null : new Date(ctx.now.getTime() - sent * DAY)
	const before = new Date((at ?? ctx.now).getTime() - DAY)
	await ctx.db
		.insertInto('campaign')
		.values({
			id,
			kind,
			service: 'cit',
			subject: JSON.stringify(subject),
			preheader: JSON.stringify(preheader),
			body: JSON.stringify(documents),
			segment: JSON.stringify({ ...everybody, ...segment }),
			status: at ? 'sent' : 'draft',
			createdAt: before,
			createdBy: editor,
			updatedAt: at ?? before,
			...(at && {
				testedVersion: 1,
				submittedAt: before,
				submittedBy: editor,
				approvedAt: at,
				approvedBy: head,
				sendAt: at,
				startedAt: at,
				endedAt: at
			})
		})
		.execute()
	await audit({ ...ctx, now: before }, 'campaign.drafted', refOfCampaign(id), { kind })
	if (!at) return
	const got = await ctx.db
		.insertInto('campaignLetter')
		.columns(['campaignId', 'subscriberId', 'locale', 'status', 'sentAt'])
		.expression((eb) =>
			eb
				.selectFrom('subscriber')
				.innerJoin('subscription', 'subscription.subscriberId', 'subscriber.id')
				.select([
					eb.val(id).as('campaignId'),
					'subscriber.id',
					'subscriber.locale',
					eb.val('sent').as('status'),
					eb.val(at).as('sentAt')
				])
				.where('subscription.kind', '=', kind)
				.where('subscription.endedAt', 'is', null)
		)
		.returning('subscriberId')
		.execute()
	await ctx.db
		.updateTable('campaign')
		.set({ figures: JSON.stringify({ sent: got.length }) })
		.where('id', '=', id)
		.execute()
	await audit({ ...ctx, now: at }, 'campaign.sent', refOfCampaign(id), { sent: got.length })
}
