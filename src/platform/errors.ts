import { error, isHttpError } from '@sveltejs/kit'
import type { MessageKey, MessageParams } from './i18n.ts'

/** The framework renders these itself, from a load, an action or an endpoint; no route catches them. */
export const notFound = (): never => error(404)

export function authorize(allowed: boolean): asserts allowed {
	if (!allowed) error(403)
}

/** 502 and 503 are of services this site asks in turn: they answered nonsense, or not at all. */
type RuleStatus = 400 | 403 | 409 | 413 | 415 | 422 | 429 | 502 | 503

/**
 * A rule of the programme said no, and the person deserves to hear why. `key` is a message key, shown in their
 * language next to `field`, or above the form when there is none. `status` is the answer's: 409 unless said otherwise.
 */
export class RuleBroken extends Error {
	readonly key: MessageKey
	readonly field: string | null
	readonly params: MessageParams
	readonly status: RuleStatus
	constructor(key: MessageKey, field: string | null = null, params: MessageParams = {}, status: RuleStatus = 409) {
		super(key)
		this.key = key
		this.field = field
		this.params = params
		this.status = status
	}
}

/** Whether what was thrown is an answer (a rule said no, not found, forbidden) and no failure of ours. */
export const isRefusal = (cause: unknown): boolean => cause instanceof RuleBroken || isHttpError(cause)

/** A violated database constraint, turned into the sentence the person should read. */
export const constraints: Record<string, { key: MessageKey; field: string | null }> = {}

/**
 * Names the sentence for a named constraint: the last word, for the race no check before it saw.
 * A module calls this once for each of its constraints that a person can run into.
 */
export function onConstraint(name: string, key: MessageKey, field: string | null = null) {
	constraints[name] = { key, field }
}

/**
 * Whether an unexpected error is an outage the reader may wait out: 503 when the database cannot be reached, 507 when a disk
 * is full (PostgreSQL's, class 53, or this machine's). Undefined for everything else, which is a bug. Codes: PostgreSQL
 * manual, appendix A.
 */
export function outageOf(error: unknown): 503 | 507 | undefined {
	const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
	if (code === '53100' || code === 'ENOSPC' || code === 'EDQUOT') return 507
	if (
		/^(08|57P0|53300)/.test(code) ||
		(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'].includes(code) && /connect|socket|terminat/i.test(message))
	)
		return 503
	return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
		message
	)
		? 503
		: undefined
}

/** Whether whoever was sending a request hung up before its end, in Node's words: a telephone without network, a closed tab. */
export const hungUp = (error: unknown): boolean => {
	const { code, message } = (error ?? {}) as { code?: string; message?: string }
	return code === 'ECONNRESET' && message === 'aborted'
}
