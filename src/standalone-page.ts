/** A page that stands alone: for when no page of the site can be drawn. Nothing in it is fetched. */
import { translate, type Locale } from '#platform/i18n'

/** Text between tags, or a value between double quotes. */
export const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

type Page = {
	locale: Locale
	/** Plain text. */
	title: string
	/** Markup, escaped by whoever wrote it. */
	body: string
	status: number
	headers?: Record<string, string>
}

export function standalonePage({ locale, title, body, status, headers = {} }: Page): Response {
	const site = escape(translate(locale, 'site.name'))
	const style =
		'body{max-width:38rem;margin:15vh auto;padding:0 1.25rem;font:1.0625rem/1.6 "Sofia Sans",system-ui,sans-serif;color:#1c2333;background:#fbfaf7}' +
		'h1{font:600 1.9rem/1.2 Spectral,Georgia,serif}.small{color:#5b6272;font-size:.9rem}a{color:#1b3f77}' +
		'button{font:inherit;font-weight:600;padding:.6rem 1.4rem;border:0;border-radius:.4rem;color:#fff;background:#1b3f77;cursor:pointer}' +
		':focus-visible{outline:3px solid #ab2252;outline-offset:2px}' +
		'@media(prefers-color-scheme:dark){body{color:#e9e6df;background:#14171f}.small{color:#a3a8b5}a{color:#a9c4f2}}'
	return new Response(
		`<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)} – ${site}</title><style>${style}</style></head><body><main><h1>${escape(title)}</h1>${body}</main></body></html>`,
		{
			status,
			headers: {
				'content-type': 'text/html; charset=utf-8',
				'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
				'cache-control': 'no-store',
				...headers
			}
		}
	)
}
