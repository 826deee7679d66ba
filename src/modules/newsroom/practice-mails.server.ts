import { findAccount } from '#modules/identity/accounts.server'
import { contactsOf } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { pickText, type Locale } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import type { Practice } from './practice-rows.server.ts'

export const practicePublishedMail = (ctx: Ctx, practice: Practice) =>
	write(ctx, practice, 'published', (locale) => [
		{ text: 'practice.mail.published.text' },
		{ button: 'practice.mail.see', url: `/${locale}/practices/${practice.id}` }
	])

export const practiceReturnedMail = (ctx: Ctx, practice: Practice) =>
	write(ctx, practice, 'returned', (locale) => [
		{ text: 'practice.mail.returned.text' },
		{ plain: practice.reason ?? '' },
		{ button: 'practice.mail.correct', url: `/${locale}/workspace/practices/${practice.id}` }
	])

async function write(ctx: Ctx, practice: Practice, occasion: 'published' | 'returned', body: (locale: Locale) => MailBlock[]) {
	for (const { email, locale } of await readersOf(ctx, practice))
		await sendMail(ctx, {
			to: email,
			locale,
			kind: `newsroom.practice-${occasion}`,
			ref: `practice:${practice.id}`,
			subject: `practice.mail.${occasion}.subject`,
			params: { title: pickText(practice.title, locale) },
			body: body(locale)
		})
}

/** Whoever wrote it; when they have left, those who lead its organisation. */
async function readersOf(ctx: Ctx, { accountId, organisationId }: Practice): Promise<{ email: string; locale: Locale }[]> {
	const author = accountId ? await findAccount(ctx, accountId) : undefined
	if (author) return [{ email: author.email, locale: author.locale as Locale }]
	return organisationId ? contactsOf(ctx, organisationId) : []
}
