import type { Selectable } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { notFound, RuleBroken } from '#platform/errors'
import { locales, type Locale } from '#platform/i18n'
import type { CampaignTable } from '#platform/tables'
import type { CampaignTexts, Segment } from './campaign-schema.ts'
import { canMoveCampaign, type CampaignStatus, type LetterStatus } from './campaign-workflow.ts'
import type { MailKind } from './subscription-schema.ts'

export type Campaign = Omit<
	Selectable<CampaignTable>,
	'kind' | 'status' | 'subject' | 'preheader' | 'body' | 'segment' | 'figures'
> &
	CampaignTexts & { kind: MailKind; status: CampaignStatus; segment: Segment; figures: Partial<Record<LetterStatus, number>> }

export const refOfCampaign = (id: string) => `campaign:${id}`
export const campaigns = (ctx: Ctx) => ctx.db.selectFrom('campaign').selectAll('campaign').$castTo<Campaign>()

/** The row, locked until the transaction ends; 404 when there is none. */
export const lockCampaign = async (ctx: Ctx, id: string): Promise<Campaign> =>
	(await campaigns(ctx).where('id', '=', id).forUpdate().executeTakeFirst()) ?? notFound()

/** Throws RuleBroken `error.stale` when somebody wrote meanwhile. */
export const sameVersion = (campaign: Campaign, version: number) => {
	if (campaign.version !== version) throw new RuleBroken('error.stale')
}

/** Throws RuleBroken `error.campaign.moment`. */
export const movesTo = (campaign: Campaign, status: CampaignStatus) => {
	if (!canMoveCampaign(campaign.status, status)) throw new RuleBroken('error.campaign.moment')
}

/** The languages it can be read in: with a subject and a text. */
export const writtenIn = ({ subject, body }: CampaignTexts): Locale[] =>
	locales.filter((locale) => subject[locale] && body[locale]?.content.length)

/** How many letters are in each status. */
export async function letterFigures(ctx: Ctx, campaignId: string): Promise<Partial<Record<LetterStatus, number>>> {
	const rows = await ctx.db
		.selectFrom('campaignLetter')
		.select(['status', ({ fn }) => fn.countAll<number>().as('count')])
		.where('campaignId', '=', campaignId)
		.groupBy('status')
		.execute()
	return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
}
