import { findAccount } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import { pickText, type Locale, type Localized } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'

type Organisation = { id: string; name: Localized }

/** The service's answer to who claimed or proposed an organisation, in their language. Nothing goes to an erased account. */
async function answer(
	ctx: Ctx,
	accountId: string,
	organisation: Organisation,
	occasion: 'accepted' | 'refused' | 'verified' | 'declined',
	rest: (locale: Locale) => MailBlock[]
) {
	const account = await findAccount(ctx, accountId)
	if (!account) return
	const locale = account.locale as Locale
	const params = { organisation: pickText(organisation.name, locale) }
	await sendMail(ctx, {
		to: account.email,
		locale,
		kind: `network.${occasion}`,
		ref: `organisation:${organisation.id}`,
		subject: `network.mail.${occasion}.subject`,
		params,
		body: [{ text: `network.mail.${occasion}.text`, params }, ...rest(locale)]
	})
}

const toOrganisation =
	({ id }: Organisation) =>
	(locale: Locale): MailBlock[] => [{ button: 'network.mail.open', url: `/${locale}/workspace/organisations/${id}` }]
const because = (reason: string) => (): MailBlock[] => [{ plain: reason }]

export const claimAcceptedMail = (ctx: Ctx, accountId: string, organisation: Organisation) =>
	answer(ctx, accountId, organisation, 'accepted', toOrganisation(organisation))

export const claimRefusedMail = (ctx: Ctx, accountId: string, organisation: Organisation, reason: string) =>
	answer(ctx, accountId, organisation, 'refused', because(reason))

/** What was proposed is in the network now. */
export const organisationVerifiedMail = (ctx: Ctx, accountId: string, organisation: Organisation) =>
	answer(ctx, accountId, organisation, 'verified', toOrganisation(organisation))

/** What was proposed will not be in the network. */
export const organisationDeclinedMail = (ctx: Ctx, accountId: string, organisation: Organisation, reason: string) =>
	answer(ctx, accountId, organisation, 'declined', because(reason))
