import { asAccount, findAccount } from '#modules/identity/accounts.server'
import { contactsOf, standingOf } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { formatDate, pickText, type Locale } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import type { Listing } from './listing-rows.server.ts'

type Occasion = 'published' | 'returned' | 'closed' | 'running-out' | 'expired'
type Reader = { email: string; locale: Locale }

export const publishedMail = (ctx: Ctx, listing: Listing) =>
	write(ctx, listing, 'published', (locale) => [
		{ text: 'listing.mail.published.text', params: { until: day(locale, listing.expiresAt!) } },
		{ button: 'listing.mail.see', url: `/${locale}/exchange/${listing.id}` }
	])

export const returnedMail = (ctx: Ctx, listing: Listing) =>
	write(ctx, listing, 'returned', (locale) => [
		{ text: 'listing.mail.returned.text' },
		{ plain: listing.reason ?? '' },
		{ text: 'listing.mail.returned.next' },
		{ button: 'listing.mail.correct', url: `/${locale}/workspace/listings/${listing.id}` }
	])

export const closedMail = (ctx: Ctx, listing: Listing) =>
	write(ctx, listing, 'closed', () => [{ text: 'listing.mail.closed.text' }, { plain: listing.reason ?? '' }])

/** The button leads to a page that asks: a program that opens every link of a letter must renew nothing. */
export const runningOutMail = (ctx: Ctx, listing: Listing) =>
	write(ctx, listing, 'running-out', (locale) => [
		{ text: 'listing.mail.running-out.text', params: { until: day(locale, listing.expiresAt!) } },
		{ button: 'listing.mail.renew', url: `/${locale}/workspace/listings/${listing.id}/renew` },
		{ text: 'listing.mail.running-out.else' }
	])

export const expiredMail = (ctx: Ctx, listing: Listing) =>
	write(ctx, listing, 'expired', (locale) => [
		{ text: 'listing.mail.expired.text' },
		{ button: 'listing.mail.renew', url: `/${locale}/workspace/listings/${listing.id}/renew` }
	])

const day = (locale: Locale, at: Date) => formatDate(locale, at)

async function write(ctx: Ctx, listing: Listing, occasion: Occasion, body: (locale: Locale) => MailBlock[]) {
	for (const { email, locale } of await readersOf(ctx, listing)) {
		const title = pickText(listing.title, locale)
		await sendMail(ctx, {
			to: email,
			locale,
			kind: `exchange.listing-${occasion}`,
			ref: `listing:${listing.id}`,
			subject: `listing.mail.${occasion}.subject`,
			params: { title },
			body: [
				{
					facts: [
						[`listing.side.${listing.side}`, title],
						['listing.reference', listing.reference]
					]
				},
				...body(locale)
			]
		})
	}
}

/**
 * Who is written to: whoever drafted it while they still stand in the organisation, and those who lead it unless that
 * is one of them. Somebody who has left learns nothing more of it.
 */
async function readersOf(ctx: Ctx, { accountId, organisationId }: Listing): Promise<Reader[]> {
	const author = accountId ? await findAccount(ctx, accountId) : undefined
	const standing = author && (await standingOf(asAccount(ctx, author), organisationId))
	const own: Reader[] = author && standing ? [{ email: author.email, locale: author.locale as Locale }] : []
	if (standing?.role === 'lead') return own
	const leads = (await contactsOf(ctx, organisationId)).filter(({ accountId: lead }) => lead !== accountId)
	return [...own, ...leads]
}
