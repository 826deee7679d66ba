import { randomBytes } from 'node:crypto'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import type { ClientAuth, Configuration } from 'openid-client'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { env, secretFor } from '#platform/env'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { pickText, type Locale } from '#platform/i18n'
import { log } from '#platform/log'
import type { Provider } from '#platform/provider-settings'
import { requireFresh } from './accounts.server.ts'
import { attemptFrom, countAttempt, digestOf } from './limits.server.ts'
import { refusalOf } from './provider-refusals.ts'
import type { Origin } from './sessions.server.ts'

/** How long somebody may take at their provider, in minutes: passwords, second steps, consent. */
const JOURNEY_MINUTES = 15
/** A provider that takes longer than this to answer is down, in seconds. */
const PATIENCE = 6
/** A provider's own description is read again after this, in milliseconds. */
const DESCRIPTION = 3_600_000

/** Where a provider sends people back to; the same in every language, because it is written down at the provider. */
export const returnAddress = (key: string) => `${env().PUBLIC_URL}/sign-in/with/${key}`

/** The providers this deployment names, for buttons: their key and their name in the reader's language. */
export const listProviders = ({ locale }: Pick<Ctx, 'locale'>) =>
	env().PASSERELLE_OIDC.map(({ key, name, issuer }) => ({ key, name: pickText(name, locale), issuer }))

const originsOf = ({ issuer, origins }: Provider) => [...new Set([new URL(issuer).origin, ...origins])]
/** The origins a form that leads to a provider may pass through, for the content security policy of its page. */
export const providerOrigins = () => env().PASSERELLE_OIDC.flatMap(originsOf)

/** The origin of a provider's sign-in page when its settings do not name it; null when all is well. */
export function unlistedOrigin(provider: Provider, config: Configuration): string | null {
	const { origin } = new URL(config.serverMetadata().authorization_endpoint ?? provider.issuer)
	return originsOf(provider).includes(origin) ? null : origin
}

/** Throws 404 for a key this deployment does not know. */
export const providerOf = (key: string): Provider => env().PASSERELLE_OIDC.find((each) => each.key === key) ?? notFound()

/** What is remembered of somebody on their way to a provider; encrypted, for `verifier` and `nonce` prove the return. */
type Journey = {
	key: string
	state: string
	nonce: string
	verifier: string
	next: string | null
	/** Null to sign in; an account that links the provider. */
	linking: string | null
}

/** What a provider says of who came back. `email` is null when it says none. */
export type Claims = { issuer: string; subject: string; email: string | null; emailVerified: boolean | null; name: string | null }
export type Return = { provider: Provider; claims: Claims; next: string | null; linking: string | null }

/**
 * Sends somebody to a provider. `url` is where to; `cookie` is for this browser alone, for `maxAge` seconds. With `link`
 * the actor, freshly authenticated, wants their account linked. Throws RuleBroken 429, 502 and 503, and 404 for an unknown
 * key.
 */
export async function beginJourney(
	ctx: Ctx,
	{ key, next, link = false }: { key: string; next: string | null; link?: boolean },
	from: Origin
): Promise<{ url: string; cookie: { value: string; maxAge: number } }> {
	const provider = providerOf(key)
	if (link) {
		authorize(ctx.actor !== null)
		requireFresh(ctx)
	}
	const linking = link ? ctx.actor!.accountId : null
	await countAttempt(ctx, attemptFrom('provider', from))
	const client = await import('openid-client')
	const config = await described(ctx, provider)
	// The browser would stop there without a word: the page's policy allows what the settings name.
	if (unlistedOrigin(provider, config)) return refused(ctx, provider, { code: 'origin-not-listed' })
	const journey: Journey = {
		key,
		state: client.randomState(),
		nonce: client.randomNonce(),
		verifier: client.randomPKCECodeVerifier(),
		next,
		linking
	}
	const url = client.buildAuthorizationUrl(config, {
		redirect_uri: returnAddress(key),
		scope: provider.scope,
		state: journey.state,
		nonce: journey.nonce,
		code_challenge: await client.calculatePKCECodeChallenge(journey.verifier),
		code_challenge_method: 'S256',
		ui_locales: ctx.locale
	})
	const token = randomBytes(32).toString('base64url')
	await ctx.db
		.insertInto('verification')
		.values({
			id: uuidv7(),
			identifier: `provider:${digestOf('provider', token)}`,
			value: await symmetricEncrypt({ key: secretFor('identity'), data: JSON.stringify(journey) }),
			accountId: linking,
			expiresAt: new Date(ctx.now.getTime() + JOURNEY_MINUTES * 60_000),
			createdAt: ctx.now,
			updatedAt: ctx.now
		})
		.execute()
	return { url: url.href, cookie: { value: `${ctx.locale}.${token}`, maxAge: JOURNEY_MINUTES * 60 } }
}

/** The language somebody left for their provider in; null when the cookie is not ours. */
export const journeyLocale = (cookie: string | undefined): Locale | null =>
	(/^(fr|bg|en)\.[\w-]{43}$/.exec(cookie ?? '')?.[1] as Locale | undefined) ?? null

/**
 * Somebody comes back: what their provider says of them. The journey is used up whatever comes of it, so that of two
 * returns at once one counts. `answer` is what the provider put into the address. Throws RuleBroken 400, 403, 429, 502
 * and 503 with the sentence to show; must run outside a transaction, for it asks the provider.
 */
export async function endJourney(
	ctx: Ctx,
	{ key, cookie, answer }: { key: string; cookie: string | undefined; answer: URLSearchParams },
	from: Origin
): Promise<Return> {
	const provider = providerOf(key)
	await countAttempt(ctx, attemptFrom('provider', from))
	const journey = await takenJourney(ctx, cookie)
	// Anything but this browser's own way back, in one piece, begins anew.
	if (journey?.key !== key || journey.state !== answer.get('state'))
		throw new RuleBroken('error.identity.start_again', null, {}, 400)
	const client = await import('openid-client')
	const config = await described(ctx, provider)
	const address = new URL(returnAddress(key))
	address.search = answer.toString()
	try {
		const tokens = await client.authorizationCodeGrant(config, address, {
			expectedState: journey.state,
			expectedNonce: journey.nonce,
			pkceCodeVerifier: journey.verifier,
			idTokenExpected: true
		})
		const said = tokens.claims()!
		// A provider of many tenants signs for all of them: only the one that was configured counts.
		if (new URL(said.iss).href !== provider.issuer)
			throw Object.assign(new Error('a token of another issuer'), { code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' })
		// Many say who somebody is in the token, and the address only when asked.
		const more =
			said.email === undefined && config.serverMetadata().userinfo_endpoint
				? await client.fetchUserInfo(config, tokens.access_token, said.sub)
				: said
		const text = (value: unknown) => (typeof value === 'string' && value.trim() ? value : null)
		return {
			provider,
			claims: {
				issuer: provider.issuer,
				subject: said.sub,
				email: text(more.email),
				// Some write the truth as text.
				emailVerified: more.email_verified === undefined ? null : String(more.email_verified) === 'true',
				name: text(more.name ?? said.name)
			},
			next: journey.next,
			linking: journey.linking
		}
	} catch (cause) {
		return refused(ctx, provider, cause)
	}
}

async function takenJourney(ctx: Ctx, cookie: string | undefined): Promise<Journey | null> {
	if (!journeyLocale(cookie)) return null
	const row = await ctx.db
		.deleteFrom('verification')
		.where('identifier', '=', `provider:${digestOf('provider', cookie!.slice(3))}`)
		.where('expiresAt', '>', ctx.now)
		.returning('value')
		.executeTakeFirst()
	return row ? (JSON.parse(await symmetricDecrypt({ key: secretFor('identity'), data: row.value })) as Journey) : null
}

/** Says in the log what was technically wrong, leaves a trace, and throws the sentence. */
async function refused(ctx: Ctx, provider: Provider, cause: unknown): Promise<never> {
	const { refusal, code } = refusalOf(cause, pickText(provider.name, ctx.locale))
	if (refusal.status >= 500) log.warn({ requestId: ctx.requestId, provider: provider.key, code }, 'sign-in through a provider')
	await audit(ctx, 'account.sign-in-refused', 'account:unknown', { by: 'provider', provider: provider.key, code })
	throw refusal
}

const descriptions = new WeakMap<Provider, { at: Date; config: Promise<Configuration> }>()

/** The provider's addresses and keys as it publishes them, asked at most once an hour. Throws RuleBroken 502 and 503. */
async function described(ctx: Ctx, provider: Provider): Promise<Configuration> {
	let known = descriptions.get(provider)
	if (!known || ctx.now.getTime() - known.at.getTime() > DESCRIPTION) {
		known = { at: ctx.now, config: describeProvider(provider) }
		descriptions.set(provider, known)
		// One that did not answer is asked again by the next person.
		known.config.catch(() => descriptions.delete(provider))
	}
	try {
		return await known.config
	} catch (cause) {
		return refused(ctx, provider, cause)
	}
}

/** Asks a provider how it is spoken to. Throws what openid-client throws. */
export async function describeProvider({ issuer, client: id, secret }: Provider): Promise<Configuration> {
	const client = await import('openid-client')
	const execute = [client.enableNonRepudiationChecks]
	// Only a provider on this very machine: the settings allow no other without TLS.
	if (issuer.startsWith('http:')) execute.push(client.allowInsecureRequests)
	// Basic is what a provider that lists nothing understands (OpenID Connect Discovery 1.0, section 3).
	const proof: ClientAuth = (server, ...rest) =>
		(server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') === false
			? client.ClientSecretPost(secret)
			: client.ClientSecretBasic(secret))(server, ...rest)
	return client.discovery(new URL(issuer), id, secret, secret ? proof : client.None(), { timeout: PATIENCE, execute })
}
