import { accountsById } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import { pickText, type Locale, type MessageKey, type MessageParams } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import { programme } from '#programme/programme'
import { refOfApplication, type Application } from './application-rows.server.ts'

type Letter = {
	kind: string
	subject: MessageKey
	/** With the call's title as `call` and the application's reference as `reference`. */
	params?: (locale: Locale) => MessageParams
	body: (locale: Locale) => MailBlock[]
	attachment?: string
}

/** Writes to every author of an application, each in their language, with a button to it. */
export async function writeToAuthors(ctx: Ctx, application: Application, letter: Letter): Promise<void> {
	const authors = await ctx.db
		.selectFrom('applicationAuthor')
		.select('accountId')
		.where('applicationId', '=', application.id)
		.where('accountId', '<>', ctx.actor?.accountId ?? '00000000-0000-0000-0000-000000000000')
		.execute()
	await write(
		ctx,
		application,
		letter,
		authors.map(({ accountId }) => accountId)
	)
}

/** Likewise to every author, whoever is asking. */
export async function writeToAllAuthors(ctx: Ctx, application: Application, letter: Letter): Promise<void> {
	await writeToAuthors({ ...ctx, actor: null }, application, letter)
}

async function write(ctx: Ctx, application: Application, { kind, subject, params, body, attachment }: Letter, ids: string[]) {
	for (const { email, locale: written } of (await accountsById(ctx, ids)).values()) {
		const locale = written as Locale
		const about = { call: pickText(application.call.title, locale), reference: application.reference, ...params?.(locale) }
		await sendMail(ctx, {
			to: email,
			locale,
			kind: `calls.${kind}`,
			ref: refOfApplication(application.id),
			subject,
			params: about,
			body: [
				...body(locale),
				{
					facts: [
						['applications.mail.call', about.call],
						['applications.mail.reference', about.reference]
					]
				},
				{ button: 'applications.mail.open', url: `/${locale}/workspace/applications/${application.id}` }
			],
			...(attachment && { attachments: [{ fileId: attachment }] })
		})
	}
}

/** To the service, without a word of what was written. */
export const writeToService = (ctx: Ctx, application: Application, subject: MessageKey, body: MailBlock[]) =>
	sendMail(ctx, {
		to: programme.contact.email,
		locale: programme.defaultLanguage,
		kind: 'calls.message',
		ref: refOfApplication(application.id),
		subject,
		params: { reference: application.reference },
		body: [
			...body,
			{
				button: 'applications.mail.open',
				url: `/${programme.defaultLanguage}/office/calls/${application.callId}/applications/${application.id}`
			}
		]
	})
