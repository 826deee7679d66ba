import { address, open } from '../open.ts'

/** Search engines read what is public; a search result list is not a page of its own, and the rest needs an account. */
export const GET = () =>
	open(
		new Response(
			[
				'User-agent: *',
				'Allow: /',
				...['office', 'account', 'workspace', 'sign-in', 'search'].map((path) => `Disallow: /*/${path}`),
				'Disallow: /files/',
				'',
				`Sitemap: ${address('/sitemap.xml')}`,
				''
			].join('\n'),
			{ headers: { 'content-type': 'text/plain; charset=utf-8' } }
		)
	)
