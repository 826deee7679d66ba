import { loadDemoAccounts } from '../modules/identity/demo.server.ts'
import type { Ctx } from '../platform/ctx.ts'
import { connect } from '../platform/db.server.ts'
import { env } from '../platform/env.ts'

/** The demo programme's content, loaded once: a second start finds it and changes nothing. */
export async function loadDemoContent(url: string): Promise<void> {
	const database = connect(url, { max: 4 })
	try {
		const ctx: Ctx = { db: database.db, actor: null, now: new Date(), locale: 'fr', requestId: 'demo' }
		await loadDemoAccounts(ctx)
	} finally {
		await database.close()
	}
}

/** The demo's sign-ins as lines for a terminal. */
export async function signIns(): Promise<string> {
	const { demoAccounts, demoPassword } = await import('#programme/demo')
	const widest = Math.max(...demoAccounts.map((account) => account.email.length))
	return [
		'',
		`Sign in at ${env().PUBLIC_URL}/fr/sign-in with the password ${demoPassword} as`,
		...demoAccounts.map(
			({ email, roles }) => `  ${email.padEnd(widest)}  ${[...new Set(roles.map(({ role }) => role))].join(', ') || 'member'}`
		),
		''
	].join('\n')
}
