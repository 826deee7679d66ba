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
import { given } from '#programme/given'
import type { Ctx } from '../platform/ctx.ts'

/** Everything the demo programme tells of, in the order in which one thing needs another. */
export async function fillDemo(ctx: Ctx): Promise<void> {
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
}
