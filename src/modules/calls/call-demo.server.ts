import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { callTemplates } from '#programme/call-templates'
import { demoApplications, demoCalls, type DemoCall } from '#programme/demo'
import { programme } from '#programme/programme'
import { correctCall, draftCall, setCalendar } from './call-drafts.server.ts'
import { calls } from './call-rows.server.ts'
import { publishCall } from './publication.server.ts'
import { demoActor, demoPaper, draftDemoApplication, fileDemoApplication, leadDemoCall } from './selection-demo.server.ts'

const DAY = 86_400_000

/** The demo's fictional calls, one open of each kind, one being read and one decided, through the same verbs as any. Where a call stands already, nothing is added. */
export async function loadDemoCalls(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		if (await ctx.db.selectFrom('call').select('id').limit(1).executeTakeFirst()) return
		const officer = await demoActor(ctx, 'officer@example.org')
		if (!officer) return
		const open: string[] = []
		for (const each of demoCalls) {
			const { id, closesAt } = await addCall(officer, each)
			if (each.stage === 'open') open.push(id)
			else await leadDemoCall(ctx, id, closesAt, each.stage)
		}
		await addOpenApplications(ctx, open)
	})
}

/** In the open calls: one filed, one begun a moment ago, one whole and not filed yet. */
async function addOpenApplications(ctx: Ctx, [projects, , , places]: string[]) {
	const [member, second] = demoApplications
	if (!projects || !places || !member || !second) return
	const contents = await demoPaper(ctx)
	const yesterday = { ...ctx, now: new Date(ctx.now.getTime() - DAY) }
	await draftDemoApplication(yesterday, projects, { ...member, title: 'Медиатори на двата бряга, втора година' }, null)
	await fileDemoApplication(await draftDemoApplication(yesterday, projects, second, contents), yesterday.now)
	await fileDemoApplication(await draftDemoApplication(yesterday, places, member, contents), yesterday.now)
}

async function addCall(
	ctx: Ctx,
	{ template: key, title, themes, opens, closes }: DemoCall
): Promise<{ id: string; closesAt: Date }> {
	const day = (days: number) => localDate(new Date(ctx.now.getTime() + days * DAY), programme.timeZone)
	// As it was then: a day before it opened.
	const then = { ...ctx, now: new Date(ctx.now.getTime() + (opens - 1) * DAY) }
	const id = await draftCall(then, { from: `template:${key}`, service: 'cit', title: title[ctx.locale] })
	const stored = await calls(then).where('id', '=', id).executeTakeFirstOrThrow()
	const { calendar } = callTemplates.find((template) => template.key === key)!
	await correctCall(then, id, { ...stored, title, themes, version: stored.version })
	await setCalendar(then, id, {
		version: stored.version + 1,
		opensAt: `${day(opens)}T09:00`,
		closesAt: `${day(closes)}T17:00`,
		committeeOn: day(closes + calendar.committee - calendar.open),
		noticeOn: day(closes + calendar.notice - calendar.open)
	})
	await publishCall(then, id, { version: stored.version + 2 })
	const { closesAt } = await calls(ctx).where('id', '=', id).executeTakeFirstOrThrow()
	return { id, closesAt: closesAt! }
}
