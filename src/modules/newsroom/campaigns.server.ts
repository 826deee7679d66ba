import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { mayReadNewsroom } from './article-policy.ts'
import { campaignPolicy, campaignRights } from './campaign-policy.ts'
import { campaigns, letterFigures, lockCampaign, refOfCampaign, sameVersion, writtenIn } from './campaign-rows.server.ts'
import { everybody, type CampaignDraft, type Segment } from './campaign-schema.ts'
import type { CampaignStatus } from './campaign-workflow.ts'
import { readDocument, type Document } from './document.ts'

const PAGE = 50

/** Begins a campaign in one language, for everybody who agrees to its kind. Returns its id. */
export async function draftCampaign(ctx: Ctx, { kind, service, locale, subject }: CampaignDraft): Promise<string> {
	authorize(campaignPolicy.write(ctx.actor))
	const id = uuidv7()
	await transact(ctx, async (ctx) => {
		await ctx.db
			.insertInto('campaign')
			.values({
				id,
				kind,
				service,
				subject: JSON.stringify({ [locale]: subject }),
				segment: JSON.stringify(everybody),
				status: 'draft',
				createdAt: ctx.now,
				createdBy: ctx.actor!.accountId,
				updatedAt: ctx.now
			})
			.execute()
		await audit(ctx, 'campaign.drafted', refOfCampaign(id), { kind, locale })
	})
	return id
}

const lockDraft = async (ctx: Ctx, id: string, version: number) => {
	const campaign = await lockCampaign(ctx, id)
	if (campaign.status !== 'draft') throw new RuleBroken('error.campaign.not_draft')
	sameVersion(campaign, version)
	return campaign
}

/** Writes one language. Throws RuleBroken `error.stale`, `error.campaign.not_draft`. */
export async function writeCampaign(
	ctx: Ctx,
	id: string,
	locale: Locale,
	text: { version: number; subject: string; preheader: string | null; body: Document }
): Promise<void> {
	authorize(campaignPolicy.write(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { subject, preheader, body, version } = await lockDraft(ctx, id, text.version)
		await ctx.db
			.updateTable('campaign')
			.set({
				subject: JSON.stringify({ ...subject, [locale]: text.subject }),
				preheader: JSON.stringify({ ...preheader, [locale]: text.preheader ?? '' }),
				body: JSON.stringify({ ...body, [locale]: readDocument(text.body) }),
				version: version + 1,
				updatedAt: ctx.now
			})
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'campaign.corrected', refOfCampaign(id), { locale })
	})
}

/** Says whom it is for, and whether the archive shows it. What was tested stays tested: the words are the same. */
export async function aimCampaign(
	ctx: Ctx,
	id: string,
	{ version, segment, isPublic }: { version: number; segment: Segment; isPublic: boolean }
): Promise<void> {
	authorize(campaignPolicy.write(ctx.actor))
	await transact(ctx, async (ctx) => {
		const campaign = await lockDraft(ctx, id, version)
		await ctx.db
			.updateTable('campaign')
			.set({
				segment: JSON.stringify(segment),
				public: isPublic,
				version: version + 1,
				...(campaign.testedVersion === version && { testedVersion: version + 1 }),
				updatedAt: ctx.now
			})
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'campaign.aimed', refOfCampaign(id), { segment })
	})
}

/** Deletes a draft. */
export async function discardCampaign(ctx: Ctx, id: string, version: number): Promise<void> {
	authorize(campaignPolicy.write(ctx.actor))
	await transact(ctx, async (ctx) => {
		await lockDraft(ctx, id, version)
		await ctx.db.deleteFrom('campaign').where('id', '=', id).execute()
		await audit(ctx, 'campaign.discarded', refOfCampaign(id))
	})
}

/** A campaign as the office sees it, with the figures of its letters and what the reader may do now. */
export async function getCampaign(ctx: Ctx, id: string) {
	authorize(mayReadNewsroom(ctx.actor))
	const campaign = await campaigns(ctx).where('id', '=', id).executeTakeFirst()
	if (!campaign) return notFound()
	return {
		...campaign,
		figures: campaign.startedAt ? { ...campaign.figures, ...(await letterFigures(ctx, id)) } : {},
		written: writtenIn(campaign),
		tested: campaign.testedVersion === campaign.version,
		own: campaign.submittedBy !== null && campaign.submittedBy === ctx.actor?.accountId,
		can: campaignRights(ctx.actor, campaign)
	}
}

/** Campaigns, the last changed first, 50 at a time. */
export async function listCampaigns(ctx: Ctx, { status }: { status?: CampaignStatus | null } = {}, after: string | null = null) {
	authorize(mayReadNewsroom(ctx.actor))
	const rows = await campaigns(ctx)
		.$if(Boolean(status), (query) => query.where('status', '=', status!))
		.$if(after !== null, (query) =>
			query.where((eb) =>
				eb(
					eb.refTuple('updatedAt', 'id'),
					'<',
					eb
						.selectFrom('campaign as last')
						.select(['last.updatedAt', 'last.id'])
						.where('last.id', '=', after!)
						.$asTuple('updatedAt', 'id')
				)
			)
		)
		.orderBy('updatedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	return {
		campaigns: rows.slice(0, PAGE).map(({ body: _, segment: __, ...campaign }) => campaign),
		next: rows.length > PAGE ? rows[PAGE - 1]!.id : null,
		can: { write: campaignPolicy.write(ctx.actor) }
	}
}
