import { z } from 'zod'

const local = ['localhost', '127.0.0.1', '[::1]']

/** Clear text only on the machine itself: what comes back decides who somebody is. */
const issuer = z
	.string('must be given')
	.refine((value) => {
		if (!URL.canParse(value)) return false
		const { protocol, hostname, search, hash } = new URL(value)
		return (protocol === 'https:' || (protocol === 'http:' && local.includes(hostname))) && !search && !hash
	}, 'must be an address beginning with https://, without ? and #')
	// Written with or without a slash after the host, it is one issuer.
	.transform((value) => new URL(value).href)

const words = z.string().trim().min(1, 'must not be empty').max(80, 'must have at most 80 characters')
const names = 'must be a name, or names by language: { "fr": …, "bg": …, "en": … }'
const name = z.preprocess(
	(given) => (typeof given === 'string' ? { fr: given, bg: given, en: given } : given),
	z
		.strictObject({ fr: words.optional(), bg: words.optional(), en: words.optional() }, names)
		.refine((given) => Object.keys(given).length > 0, names)
)
const domain = z
	.string()
	.toLowerCase()
	.regex(/^(\*|(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+)$/, 'must be a domain (example.org), its subdomains (*.example.org), or *')
const origin = z
	.url({ protocol: /^https?$/, error: 'must be an address beginning with https://' })
	.transform((value) => new URL(value).origin)

const provider = z
	.strictObject({
		/** Stands in the address the provider sends people back to: `/sign-in/with/KEY`. */
		key: z
			.string('must be given')
			.regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be small letters, digits and hyphens, beginning with a letter'),
		name,
		issuer,
		client: z.string('must be given').min(1, 'must not be empty'),
		/** None: a public client, proved by PKCE alone. */
		secret: z.string('must be text').min(1, 'must not be empty').optional(),
		scope: z
			.string()
			.default('openid email profile')
			.refine((value) => value.split(' ').includes('openid'), 'must name openid'),
		/** Whose addresses the provider may vouch for: only these join an account that exists, or make one. */
		domains: z.array(domain, 'must be a list of domains').min(1, 'must name at least one domain'),
		/** `assumed`: the provider says nothing of verification, and its addresses of these domains are the institution's own. */
		email: z.enum(['verified', 'assumed'], 'must be verified or assumed').default('verified'),
		/** Other origins its sign-in page leads through: a browser follows a form only where the page allows it. */
		origins: z.array(origin).default([])
	})
	.refine(({ email, domains }) => email === 'verified' || !domains.includes('*'), {
		path: ['email'],
		message: 'assumed needs domains of the institution, not *'
	})

const once = (key: 'key' | 'issuer') => ({
	check: (list: { key: string; issuer: string }[]) => new Set(list.map((each) => each[key])).size === list.length,
	message: `must not name the same ${key} twice`
})

/** The identity providers of `PASSERELLE_OIDC`: a list in JSON. No message repeats what was given: there are secrets in it. */
export const providerSettings = z
	.string()
	.transform((text, ctx) => {
		try {
			return JSON.parse(text) as unknown
		} catch {
			ctx.addIssue({
				code: 'custom',
				message: 'must be JSON: [{ "key": …, "name": …, "issuer": …, "client": …, "domains": […] }]'
			})
			return z.NEVER
		}
	})
	.pipe(
		z
			.array(provider, 'must be a list: [{ "key": …, … }]')
			.max(12, 'must name at most 12 providers')
			.refine(once('key').check, once('key').message)
			.refine(once('issuer').check, once('issuer').message)
	)

/** An identity provider people can sign in through. */
export type Provider = z.output<typeof provider>
