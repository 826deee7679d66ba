import { locales } from '../platform/languages.ts'
import { loadDemoCalls } from '../modules/calls/call-demo.server.ts'
import { loadDemoExchange } from '../modules/exchange/demo.server.ts'
import { loadDemoEvents } from '../modules/events/demo.server.ts'
import { loadDemoFunding } from '../modules/funding/demo.server.ts'
import { loadDemoStories } from '../modules/events/demo-stories.server.ts'
import { loadDemoAccounts } from '../modules/identity/demo.server.ts'
import { loadDemoNetwork } from '../modules/network/demo.server.ts'
import { loadDemoAwards } from '../modules/projects/award-demo.server.ts'
import { loadDemoStays } from '../modules/projects/stay-demo.server.ts'
import { loadDemoProjects } from '../modules/projects/demo.server.ts'
import { loadDemoCampaigns } from '../modules/newsroom/campaign-demo.server.ts'
import { loadDemoNewsroom } from '../modules/newsroom/demo.server.ts'
import { refreshFigures } from '../modules/steering/fact-rows.server.ts'
import { indexProgramme } from '../modules/search/programme.server.ts'
import { given } from '#programme/given'
import type { Ctx } from '../platform/ctx.ts'
import { connect } from '../platform/db.server.ts'
import { env } from '../platform/env.ts'

/** The programme's own pages, themes and places in the search: at every start; unchanged, it only looks. */
export const loadProgramme = (url: string): Promise<void> => on(url, async (ctx) => void (await indexProgramme(ctx)))

/** The demo programme's content, loaded once: a second start finds it and changes nothing. */
export const loadDemoContent = (url: string): Promise<void> =>
	on(url, async (ctx) => {
		await loadDemoAccounts(ctx)
		await loadDemoNetwork(ctx)
		// The stories after this are of France and Bulgaria: a folder brings people and organisations only.
		if (given) return
		await loadDemoExchange(ctx)
		await loadDemoEvents(ctx)
		await loadDemoStories(ctx)
		await loadDemoCalls(ctx)
		await loadDemoProjects(ctx)
		await loadDemoAwards(ctx)
		await loadDemoFunding(ctx)
		await loadDemoStays(ctx)
		await loadDemoNewsroom(ctx)
		await loadDemoCampaigns(ctx)
		await refreshFigures(ctx)
	})

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
