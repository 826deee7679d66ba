/** What somebody signed in reads while nobody can be looked up: no page can be drawn for them, so this one stands alone. */
import { translate, type Locale } from '#platform/i18n'

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The answer in the reader's language, with the id under which the log tells what happened. `status` is 503 or 507. */
export function outagePage(locale: Locale, status: 503 | 507, requestId: string): Response {
	const title = escape(translate(locale, `error.${status}.title`))
	const text = escape(translate(locale, `error.${status}.text`))
	const site = escape(translate(locale, 'site.name'))
	const reference = `${escape(translate(locale, 'error.request_id'))} <code>${escape(requestId)}</code>`
	const style =
		'body{max-width:38rem;margin:15vh auto;padding:0 1.25rem;font:1.0625rem/1.6 "Sofia Sans",system-ui,sans-serif;color:#1c2333;background:#fbfaf7}' +
		'h1{font:600 1.9rem/1.2 Spectral,Georgia,serif}p+p{color:#5b6272;font-size:.9rem}' +
		'@media(prefers-color-scheme:dark){body{color:#e9e6df;background:#14171f}p+p{color:#a3a8b5}}'
	return new Response(
		`<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} – ${site}</title><style>${style}</style></head><body><main><h1>${title}</h1><p>${text}</p><p>${reference}</p></main></body></html>`,
		{
			status,
			headers: {
				'content-type': 'text/html; charset=utf-8',
				'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
				'cache-control': 'no-store',
				'retry-after': '60',
				'x-request-id': requestId
			}
		}
	)
}
