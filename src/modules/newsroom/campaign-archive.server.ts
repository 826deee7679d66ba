import { z } from 'zod'
import type { Item } from '#modules/search/items.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { contentFor } from './campaign-composing.server.ts'
import { newsIn } from './campaign-layout.ts'
import { campaigns } from './campaign-rows.server.ts'
import type { Document } from './document.ts'

const PAGE = 20

const shown = (ctx: Ctx) =>
	campaigns(ctx).where('status', '=', 'sent').where('public', '=', true).where('endedAt', 'is not', null)

/** What was sent and may be read by everybody, the newest first, 20 at a time. */
export async function listArchive(ctx: Ctx, after: string | null = null) {
	const rows = await shown(ctx)
		.$if(after !== null && z.uuid().safeParse(after).success, (query) =>
			query.where((eb) =>
				eb(
					eb.refTuple('endedAt', 'id'),
					'<',
					eb
						.selectFrom('campaign as last')
						.select(['last.endedAt', 'last.id'])
						.where('last.id', '=', after!)
						.$asTuple('endedAt', 'id')
				)
			)
		)
		.orderBy('endedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	return {
		campaigns: rows
			.slice(0, PAGE)
			.map(({ id, kind, subject, preheader, endedAt }) => ({ id, kind, subject, preheader, sentAt: endedAt! })),
		next: rows.length > PAGE ? rows[PAGE - 1]!.id : null
	}
}

/** One of them, in the reader's language or the nearest it was written in. 404 for what everybody may not read. */
export async function readArchived(ctx: Ctx, id: string) {
	const campaign = await shown(ctx).where('id', '=', id).executeTakeFirst()
	if (!campaign) return notFound()
	const { lang, subject, preheader, document, media, embeds, news } = await contentFor(ctx, campaign, ctx.locale)
	const { kind, endedAt } = campaign
	return { id, kind, sentAt: endedAt!, lang, subject, preheader, parts: partsOf(document, news), media, embeds }
}

/** The text, cut where a piece of news is shown as a card. */
function partsOf(document: Document, news: Map<string, Item>): (Document | Item)[] {
	const parts: (Document | Item)[] = []
	for (const block of document.content) {
		const item = news.get(newsIn(block) ?? '')
		const last = parts.at(-1)
		if (item) parts.push(item)
		else if (last && 'content' in last) last.content.push(block)
		else parts.push({ type: 'doc', content: [block] })
	}
	return parts
}
