/** What the office's outbox and the demonstration's share. */

/**
 * A mail's HTML as a document of its own that can run nothing, load nothing and read nothing of this site; its links
 * open in the whole window. `images` is an origin whose pictures it may show. Ours by origin and a stranger's by content: hence the sandbox, whatever is in it.
 */
export const mailDocument = (html: string, images = '') =>
	new Response(html.replace(/<head>/i, '<head><base target="_top">'), {
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': `sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src data: ${images}; frame-ancestors 'self'`,
			'referrer-policy': 'no-referrer',
			'cache-control': 'private, no-store'
		}
	})

/** `a…@example.org`: enough to recognise one's own mail, not enough to write to somebody. */
export const shortenedAddress = (address: string) => address.replace(/^(.).*(?=@)/u, '$1…')
