import type { Db } from '#platform/db.server'
import { env, secretFor } from '#platform/env'
import { v7 as uuidv7 } from 'uuid'

/** How long a session lasts without a visit, in seconds. */
export const SESSION_SECONDS = 14 * 24 * 3600

export const isSecure = () => env().PUBLIC_URL.startsWith('https://')

/**
 * better-auth on a database handle, with its tables under our words. Made per call because the handle may be a
 * transaction: a session and its audit entry then commit together (0.4 ms each, measured on two cores).
 *
 * Used for accounts, credentials, sessions, password digests and encryption. Three of its endpoints are not used, on purpose: its e-mail link
 * signs in without asking for the second factor; its password sign-in digests the password (60 ms) inside the
 * transaction, where ten at once would hold every connection; and all of them read the machine's clock, not ctx.now.
 */
async function authOn(db: Db) {
	// Imported here: a public page needs none of it.
	const { betterAuth } = await import('better-auth')
	return betterAuth({
		appName: 'Passerelle',
		baseURL: env().PUBLIC_URL,
		secret: secretFor('identity'),
		telemetry: { enabled: false },
		// It logs addresses; what matters is in our own audit trail.
		logger: { disabled: true },
		database: { db, type: 'postgres' },
		emailAndPassword: { enabled: true, minPasswordLength: 12, maxPasswordLength: 200 },
		user: {
			modelName: 'account',
			additionalFields: {
				latinName: { type: 'string', required: false },
				locale: { type: 'string', required: false },
				twoFactorEnabled: {
					type: 'boolean',
					required: false,
					defaultValue: false,
					input: false,
					fieldName: 'secondFactorEnabled'
				}
			}
		},
		account: {
			modelName: 'credential',
			fields: { userId: 'accountId', accountId: 'subject', providerId: 'provider', password: 'passwordHash' }
		},
		session: {
			modelName: 'session',
			fields: { userId: 'accountId', ipAddress: 'address', updatedAt: 'lastSeenAt' },
			expiresIn: SESSION_SECONDS,
			disableSessionRefresh: true,
			additionalFields: {
				freshAt: { type: 'date', required: false, input: false },
				secondFactorAt: { type: 'date', required: false, input: false }
			}
		},
		verification: { modelName: 'verification' },
		advanced: {
			cookiePrefix: 'passerelle',
			useSecureCookies: isSecure(),
			database: { generateId: () => uuidv7() }
		}
	})
}

/** better-auth's insides on this handle: `internalAdapter` for accounts, credentials and sessions, `password`, `secret`. */
export const authContext = async (db: Db) => (await authOn(db)).$context
