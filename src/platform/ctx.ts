import type { Db } from './db.server.ts'
import type { Locale } from './i18n.ts'

/**
 * What a person may be in a service. `member` is everyone's; `evaluator` reads what is assigned; `auditor` reads
 * everything and writes nothing; the others are staff.
 */
export const roles = ['member', 'evaluator', 'officer', 'editor', 'finance', 'head', 'administrator', 'auditor'] as const
export type Role = (typeof roles)[number]

/** Who is asking. Built once per request from the session, once per job from the job's payload. */
export type Actor = {
	accountId: string
	sessionId: string | null
	name: string
	email: string
	locale: Locale
	/** `service` is a service's key, or null for a role in the whole programme. */
	roles: { service: string | null; role: Role }[]
	/** Until when this session counts as freshly authenticated (decisions, payments, exports of personal data). */
	freshUntil: Date | null
	/** True when the session passed a second factor. */
	secondFactor: boolean
}

/** Everything a module function may depend on. Nothing in modules/ reads the request or the machine's clock. */
export type Ctx = {
	db: Db
	actor: Actor | null
	now: Date
	locale: Locale
	requestId: string
}
