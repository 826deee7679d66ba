import { locales } from '../platform/languages.ts'
import { indexProgramme } from '../modules/search/programme.server.ts'
import type { Ctx } from '../platform/ctx.ts'
import { connect } from '../platform/db.server.ts'
import { env } from '../platform/env.ts'

/** The programme's own pages, themes and places in the search: at every start; unchanged, it only looks. */
export const loadProgramme = (url: string): Promise<void> => on(url, async (ctx) => void (await indexProgramme(ctx)))

/** The demo programme's content, loaded once: a second start finds it and changes nothing. */
export const loadDemoContent = (url: string): Promise<void> =>
	// Only here: it is half of the code, and a site that starts again after a crash does without.
	on(url, async (ctx) => (await import('./demo-content.ts')).fillDemo(ctx))

async function on(url: string, work: (ctx: Ctx) => Promise<void>) {
	const database = connect(url, { max: 4, timeout: 300_000 })
	try {
		await work({ db: database.db, actor: null, now: new Date(), locale: locales[0], requestId: 'start' })
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
		`Sign in at ${env().PUBLIC_URL}/${locales[0]}/sign-in with the password ${demoPassword} as`,
		...demoAccounts.map(
			({ email, roles }) => `  ${email.padEnd(widest)}  ${[...new Set(roles.map(({ role }) => role))].join(', ') || 'member'}`
		),
		''
	].join('\n')
}
