import { createHmac, timingSafeEqual } from 'node:crypto'
import { parse, stringify } from 'uuid'
import { publicItems } from '#modules/search/items.server'
import type { Ctx } from '#platform/ctx'
import { env, secretFor } from '#platform/env'
import { pick, translate, type Locale } from '#platform/i18n'
import { sender } from '#platform/mail.server'
import { newsOf, renderCampaign, type CampaignContent, type CampaignMail } from './campaign-layout.ts'
import { writtenIn, type Campaign } from './campaign-rows.server.ts'
import { emptyDocument } from './document.ts'
import { articleAt, shownIn } from './public-articles.server.ts'
import type { MailKind } from './subscription-schema.ts'
import { tokenFor } from './subscription-tokens.server.ts'

/** What a campaign says to readers of a language: in that language, else in the nearest it is written in (`lang`). */
export async function contentFor(ctx: Ctx, campaign: Campaign, locale: Locale): Promise<CampaignContent & { lang: Locale }> {
	const written = writtenIn(campaign)
	const { lang } = pick(Object.fromEntries((written.length ? written : [locale]).map((each) => [each, each])), locale)
	const document = campaign.body[lang] ?? emptyDocument
	const { media, embeds } = await shownIn(ctx, document)
	const refs = new Map<string, string>()
	for (const address of newsOf(document)) {
		const id = await articleAt({ ...ctx, locale: lang }, address.replace(/^news\//, ''))
		if (id) refs.set(address, `article:${id}`)
	}
	const items = new Map((await publicItems(ctx, [...new Set(refs.values())])).map((item) => [`${item.kind}:${item.id}`, item]))
	return {
		lang,
		subject: campaign.subject[lang] ?? '',
		preheader: campaign.preheader[lang] ?? '',
		document,
		media,
		embeds,
		news: new Map([...refs].flatMap(([address, ref]) => (items.has(ref) ? [[address, items.get(ref)!] as const] : [])))
	}
}

/** The campaign as a mail to readers of a language. */
export async function composeCampaign(
	ctx: Ctx,
	campaign: Campaign,
	locale: Locale,
	{ test = false } = {}
): Promise<CampaignMail> {
	const { lang, ...content } = await contentFor(ctx, campaign, locale)
	const { PUBLIC_URL } = env()
	return renderCampaign(content, {
		locale,
		lang,
		origin: PUBLIC_URL,
		online: campaign.public ? `${PUBLIC_URL}/${locale}/newsletter/archive/${campaign.id}` : null,
		kindName: translate(locale, `account.consent.${campaign.kind}.title`),
		test
	})
}

/** Where a reader's copy leads. `leave` answers a bare POST (RFC 8058), a GET with a page that asks. */
export function readerLinks(readerId: string, kind: MailKind, locale: Locale) {
	const preferences = `${env().PUBLIC_URL}/${locale}/newsletter/readers/${tokenFor('reader', readerId)}`
	return { preferences, leave: `${preferences}/leave/${kind}` }
}

const signed = (ids: Uint8Array) => createHmac('sha256', secretFor('mailing-letters')).update(ids).digest().subarray(0, 12)

/** Of one letter, always the same: should it leave twice all the same, programs can tell; and a bounce names it. */
export function messageIdOf(campaignId: string, readerId: string): string {
	const ids = Buffer.concat([parse(campaignId), parse(readerId)])
	return `<${Buffer.concat([ids, signed(ids)]).toString('base64url')}@${sender(env().PASSERELLE_MAIL_FROM).address.split('@')[1]}>`
}

/** The letter a message id was made for, wherever it stands in `text`; null for what was not made here. */
export function letterOfMessageId(text: string): { campaignId: string; readerId: string } | null {
	for (const [, local] of text.matchAll(/<([\w-]{59})@[^<>\s]{1,255}>/g)) {
		const bytes = Buffer.from(local!, 'base64url')
		const ids = bytes.subarray(0, 32)
		if (bytes.length !== 44 || !timingSafeEqual(bytes.subarray(32), signed(ids))) continue
		return { campaignId: stringify(ids.subarray(0, 16)), readerId: stringify(ids.subarray(16)) }
	}
	return null
}
