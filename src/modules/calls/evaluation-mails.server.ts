import type { Ctx } from '#platform/ctx'
import { formatDate, pickText, type Locale, type MessageKey } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import type { Call } from './call-rows.server.ts'
import { refOfCall } from './call-rows.server.ts'

type EvaluatorOccasion = 'asked' | 'assigned' | 'reminded'

const subjects: Record<EvaluatorOccasion, MessageKey> = {
	asked: 'evaluation.mail.asked.subject',
	assigned: 'evaluation.mail.assigned.subject',
	reminded: 'evaluation.mail.reminded.subject'
}

/** Writes to an evaluator: never a word about an application or who filed it, for the mail is read anywhere. */
export async function writeToEvaluator(
	ctx: Ctx,
	call: Pick<Call, 'id' | 'title' | 'reference' | 'committeeOn'>,
	{ email, locale }: { email: string; locale: Locale },
	occasion: EvaluatorOccasion,
	count = 0
) {
	if (!email) return
	const facts: MailBlock = {
		facts: [
			['evaluation.mail.call', `${pickText(call.title, locale)} (${call.reference})`],
			...(call.committeeOn
				? [['evaluation.mail.committee', formatDate(locale, new Date(call.committeeOn))] as [MessageKey, string]]
				: [])
		]
	}
	await sendMail(ctx, {
		to: email,
		locale,
		kind: `calls.evaluator-${occasion}`,
		ref: refOfCall(call.id),
		subject: subjects[occasion],
		params: { count },
		body: [
			{ text: `evaluation.mail.${occasion}.text`, params: { count } },
			facts,
			{ button: 'evaluation.mail.open', url: `/${locale}/workspace/evaluations` }
		]
	})
}
