/** What somebody signed in reads while nobody can be looked up: no page can be drawn for them. */
import { translate, type Locale } from '#platform/i18n'
import { escape, standalonePage } from './standalone-page.ts'

/** The answer in the reader's language, with the id under which the log tells what happened. `status` is 503 or 507. */
export function outagePage(locale: Locale, status: 503 | 507, requestId: string): Response {
	const text = escape(translate(locale, `error.${status}.text`))
	const reference = `${escape(translate(locale, 'error.request_id'))} <code>${escape(requestId)}</code>`
	return standalonePage({
		locale,
		title: translate(locale, `error.${status}.title`),
		body: `<p>${text}</p><p class="small">${reference}</p>`,
		status,
		headers: { 'retry-after': '60', 'x-request-id': requestId }
	})
}
