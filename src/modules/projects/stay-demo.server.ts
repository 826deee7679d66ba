import { v5 as uuidv5 } from 'uuid'
import { findAccountByEmail } from '#modules/identity/accounts.server'
import { demoOrganisationId } from '#modules/network/demo.server'
import { localDate } from '#platform/calendar'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { nextReferences } from '#platform/references.server'
import { demoProjects, demoStays, type DemoStay } from '#programme/demo'
import { programme } from '#programme/programme'
import { projectRules } from '#programme/projects'
import { allowancesOf } from './allowances.ts'
import { refOfAward } from './award-rows.server.ts'
import { demoProjectId } from './demo.server.ts'
import { addInstalments } from './instalments.server.ts'
import { suggestedFor } from './expert-suggestions.server.ts'
import { dayAfter, expectReport } from './report-schedule.server.ts'

const NAMESPACE = '0197e5b3-77c1-7f0d-8a44-5d2b9c6e1f09'
const demoStayAward = (key: string) => uuidv5(`award:${key}`, NAMESPACE)

/** The demo's scholarship and technical support, after its projects and people; those that are there are left as they are. */
export async function loadDemoStays(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		const ids = demoStays.map(({ key }) => demoStayAward(key))
		const known = new Set((await ctx.db.selectFrom('award').select('id').where('id', 'in', ids).execute()).map(({ id }) => id))
		const missing = demoStays.filter(({ key }) => !known.has(demoStayAward(key)))
		const references = await nextReferences(ctx, 'AWA', missing.length)
		for (const [i, stay] of missing.entries()) await addStay(ctx, stay, references[i]!)
	})
}

async function addStay(ctx: Ctx, demo: DemoStay, reference: string) {
	const { holder, title, cents, expertDays, host, purpose, days, confirmed } = demo
	const project = 'project' in holder ? demoProjects.find(({ key }) => key === holder.project) : undefined
	const account = 'account' in holder ? await findAccountByEmail(ctx, holder.account) : undefined
	if (!project && !account) return
	const id = demoStayAward(demo.key)
	const today = localDate(ctx.now, programme.timeZone)
	const dates = { startsOn: dayAfter(today, demo.from), endsOn: dayAfter(today, demo.until) }
	const kind = project ? ('support' as const) : ('scholarship' as const)
	await ctx.db
		.insertInto('award')
		.values({
			...{ id, reference, kind, expertDays, amountCents: cents, status: 'running', awardedAt: ctx.now },
			projectId: project ? demoProjectId(project.key) : null,
			organisationId: project ? demoOrganisationId(project.partners[0]!.organisation) : null,
			accountId: account?.id ?? null,
			personName: account?.name ?? null,
			terms: JSON.stringify({ service: 'cit', title, startsOn: null, endsOn: null })
		})
		.execute()
	const expert = project ? (await suggestedFor(ctx, { themes: project.themes, country: 'FR' }))[0] : undefined
	await ctx.db
		.insertInto('stay')
		.values({
			...{ id: uuidv5(`stay:${demo.key}`, NAMESPACE), awardId: id, ...dates, days },
			hostId: host ? demoOrganisationId(host) : null,
			personId: expert?.id ?? null,
			terms: JSON.stringify({ purpose, deliverables: '', ...(expert && { expert: expert.name }) }),
			confirmedAt: confirmed ? ctx.now : null
		})
		.execute()
	if (confirmed && account) {
		const allowances = allowancesOf(dates, { left: cents })
		await addInstalments(
			ctx,
			{ id },
			allowances.map((each) => ({ ...each, kind: 'allowance', condition: 'stay-confirmed' }))
		)
		await expectReport(ctx, { id }, { kind: 'stay', dueOn: dayAfter(dates.endsOn, projectRules.stayReportDays) })
	}
	await audit(ctx, 'award.made', refOfAward(id), { kind, amountCents: cents })
}
