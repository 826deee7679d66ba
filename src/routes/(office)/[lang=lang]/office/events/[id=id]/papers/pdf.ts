import type { RequestEvent } from '@sveltejs/kit'
import { getEvent } from '#modules/events/events.server'
import { authorize, RuleBroken } from '#platform/errors'
import { translate, type Locale } from '#platform/i18n'
import { confirmFirst } from '../../../../../../sign-in.ts'

/** Whoever runs the event confirms who they are before a paper with everybody's name is made; 403 to all others. */
export async function runnerFirst(event: RequestEvent): Promise<void> {
	const { can } = await getEvent(event.locals.ctx, event.params.id!)
	authorize(can.run)
	confirmFirst(event, event.url.pathname + event.url.search)
}

/** A paper as an answer, kept by nobody; a broken rule as a sentence, 409. `name` is the file's, in plain letters. */
export async function pdfOf(name: string, make: () => Promise<Buffer>, locale: Locale): Promise<Response> {
	try {
		return new Response(new Uint8Array(await make()), {
			headers: {
				'content-type': 'application/pdf',
				'content-disposition': `attachment; filename="${name}.pdf"`,
				'cache-control': 'private, no-store'
			}
		})
	} catch (cause) {
		if (!(cause instanceof RuleBroken)) throw cause
		return new Response(translate(locale, cause.key, cause.params), {
			status: cause.status,
			headers: { 'content-type': 'text/plain; charset=utf-8' }
		})
	}
}
