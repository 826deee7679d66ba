import { z } from 'zod'
import { roles } from '#platform/ctx'
import { locales } from '#platform/i18n'

/** What a consent can be given for. `wordings` says in which words; a changed wording is a new version. */
export const consentKinds = ['newsletter', 'invitations', 'calls', 'funding', 'directory', 'research'] as const
export type ConsentKind = (typeof consentKinds)[number]
export const wordings: Record<ConsentKind, string> = {
	newsletter: '2026-11',
	invitations: '2026-11',
	calls: '2026-11',
	funding: '2026-11',
	directory: '2026-11',
	research: '2026-11'
}

/** Roles that are granted; `member` is everyone's and is not. */
export const grantableRoles = roles.filter((role) => role !== 'member')

export const PASSWORD_LENGTH = { min: 12, max: 200 }

/**
 * A path of this site to go on to, or null. Browsers read `//host`, `/\host` and paths with tabs or newlines in them as
 * other sites: none of these passes.
 */
export function localPath(value: unknown): string | null {
	if (typeof value !== 'string' || value.length > 500) return null
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	if (!/^\/(?![/\\])[^\\\u0000-\u001f\u007f]*$/.test(value)) return null
	try {
		const url = new URL(value, 'http://here.invalid')
		if (url.origin !== 'http://here.invalid') return null
		// "/.//host" is a path of this site that becomes "//host" once its dots are gone.
		return url.pathname.startsWith('//') ? null : url.pathname + url.search + url.hash
	} catch {
		return null
	}
}

const email = z
	.string()
	.trim()
	.min(1, 'error.required')
	.max(254, 'error.identity.email')
	.transform((value) => value.toLowerCase())
	.pipe(z.email('error.identity.email'))
const next = z.unknown().optional().transform(localPath)
/** One line of text as people type it: no control characters, no runs of spaces. */
const line = (max: number) =>
	z
		.string()
		.max(max * 4, 'error.too_long')
		// eslint-disable-next-line no-control-regex -- a name on one line
		.transform((value) => value.replace(/[\s\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim())
		.pipe(z.string().max(max, 'error.too_long'))
// The same password typed on two keyboards may come composed or decomposed.
const typedPassword = z
	.string()
	.min(1, 'error.required')
	.max(PASSWORD_LENGTH.max * 4, 'error.identity.password_long')
	.transform((value) => value.normalize('NFKC'))
const newPassword = typedPassword.pipe(
	z.string().min(PASSWORD_LENGTH.min, 'error.identity.password_short').max(PASSWORD_LENGTH.max, 'error.identity.password_long')
)
const code = z
	.string()
	.max(60, 'error.identity.code')
	.transform((value) => value.replace(/\s/g, ''))
	.pipe(z.string().min(1, 'error.required'))

export const linkForm = z.object({ email, next })
export const passwordForm = z.object({ email, password: typedPassword, next })
export const nextForm = z.object({ next })
export const demoForm = z.object({ email, next })
export const providerForm = z.object({
	provider: z.string().max(40, 'error.required').pipe(z.string().min(1, 'error.required')),
	next
})
/** What the browser says of a passkey, as JSON: its shape is judged by who checks the signature. */
const shownPasskey = z
	.string()
	.min(1, 'error.identity.passkey')
	.max(20_000, 'error.identity.passkey')
	.transform((text, issues): unknown => {
		try {
			return JSON.parse(text)
		} catch {
			issues.addIssue({ code: 'custom', message: 'error.identity.passkey' })
			return z.NEVER
		}
	})
export const passkeyForm = z.object({ passkey: shownPasskey, next })
export const newPasskeyForm = z.object({ passkey: shownPasskey, passkeyName: line(100).optional().default('') })
export const tokenForm = z.object({ token: z.string().min(1, 'error.required').max(200, 'error.too_long') })
export const codeForm = z.object({ code, next })
export const passwordProofForm = z.object({ password: typedPassword, next })
export const newPasswordForm = z.object({ password: newPassword })
export const profileForm = z.object({
	name: line(200).pipe(z.string().min(1, 'error.required')),
	latinName: line(200)
		.refine((value) => /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u.test(value), 'error.identity.latin_name')
		.transform((value) => value || null)
		.optional()
		.default(null),
	locale: z.enum(locales)
})
export const welcomeForm = z.object({ name: profileForm.shape.name, latinName: profileForm.shape.latinName, next })
export const consentForm = z.object({ kind: z.enum(consentKinds), give: z.enum(['0', '1']).transform((value) => value === '1') })
export const invitationForm = z.object({
	email,
	role: z.enum(grantableRoles as [string, ...string[]]).transform((role) => role as (typeof roles)[number]),
	service: z
		.string()
		.max(60)
		.transform((value) => value || null),
	locale: z.enum(locales)
})
export const grantForm = z.object({ role: invitationForm.shape.role, service: invitationForm.shape.service })
export const idForm = z.object({ id: z.uuid('error.required') })
export const eraseForm = z.object({ email })
