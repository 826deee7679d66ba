/** What the pages that offer passkeys share: the answers to their one script, static/passkeys.js. */
import type { RequestEvent } from '@sveltejs/kit'
import { RuleBroken } from '#platform/errors'
import { translate } from '#platform/i18n'

/** Options as JSON, or the sentence of a broken rule, which the script shows as it is. */
export async function answerScript({ locals: { ctx } }: RequestEvent, ask: () => Promise<object>): Promise<Response> {
	try {
		return Response.json(await ask())
	} catch (cause) {
		if (!(cause instanceof RuleBroken)) throw cause
		return Response.json(
			{ said: translate(ctx.locale, cause.key, cause.params) },
			{
				status: cause.status,
				headers: cause.status === 429 ? { 'retry-after': String(cause.params.seconds ?? 60) } : {}
			}
		)
	}
}
