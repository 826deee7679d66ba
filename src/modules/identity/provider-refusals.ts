import { RuleBroken } from '#platform/errors'

type Cause = { code?: string; error?: string; status?: number; cause?: unknown; name?: string; message?: string }

/**
 * What to tell somebody whose sign-in through a provider failed, by what openid-client threw, and the code for the log:
 * never its message, which may hold what the provider said of the person. Anything unforeseen is an answer that could not
 * be used (502), never a bug of ours shown as one.
 */
export function refusalOf(thrown: unknown, provider: string): { refusal: RuleBroken; code: string } {
	const { code = '', error = '', status } = (thrown ?? {}) as Cause
	const say = (key: ConstructorParameters<typeof RuleBroken>[0], answer: 400 | 403 | 502 | 503, what = code) => ({
		refusal: new RuleBroken(key, null, { provider }, answer),
		// What the provider wrote may be anything: the log takes a word.
		code: /^[\w-]{1,60}$/.test(what) ? what : 'unforeseen'
	})
	if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') {
		// RFC 6749, section 4.1.2.1.
		if (error === 'access_denied') return say('error.identity.provider_denied', 403, error)
		if (error === 'temporarily_unavailable' || error === 'server_error') return say('error.identity.provider_down', 503, error)
		return say('error.identity.provider_answer', 502, error)
	}
	// A code that was used before, or kept too long: the person can begin again.
	if (code === 'OAUTH_RESPONSE_BODY_ERROR' && error === 'invalid_grant') return say('error.identity.start_again', 400, error)
	if (code === 'OAUTH_RESPONSE_BODY_ERROR') return say('error.identity.provider_answer', 502, error)
	if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return say('error.identity.provider_clock', 502)
	if (unreachable(thrown) || (status !== undefined && status >= 500))
		return say('error.identity.provider_down', 503, code || 'unreachable')
	return say('error.identity.provider_answer', 502)
}

/** Nobody answered in time, or what answered said that it cannot: also as the cause of a cause. */
function unreachable(thrown: unknown): boolean {
	for (let each = thrown as Cause | undefined, depth = 0; each && depth < 4; each = each.cause as Cause | undefined, depth++) {
		if (each instanceof Response) return each.status >= 500
		if (each.code === 'OAUTH_TIMEOUT' || each.code === 'OAUTH_ABORT' || each.name === 'TimeoutError') return true
		if (each.name === 'TypeError' && each.message === 'fetch failed') return true
		if (/^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|UND_ERR)/.test(each.code ?? '')) return true
	}
	return false
}
