import { v5 as uuidv5 } from 'uuid'
import { findAccountByEmail } from '#modules/identity/accounts.server'
import { demoOrganisationId } from '#modules/network/demo.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { nextReferences } from '#platform/references.server'
import { demoAccounts, demoAwards, demoProjects, type DemoAward } from '#programme/demo'
import { projectRules } from '#programme/projects'
import { refOfAward } from './award-rows.server.ts'
import { demoProjectId } from './demo.server.ts'
import { usualInstalments } from './instalments.server.ts'

const NAMESPACE = '0197e5b3-77c1-7f0d-8a44-5d2b9c6e1f08'
const DAY = 86_400_000
const demoAwardId = (project: string) => uuidv5(`award:${project}`, NAMESPACE)
const part = (award: DemoAward, name: string) => uuidv5(`${name}:${award.project}`, NAMESPACE)

/** The demo's fictional awards, after its projects and accounts; those that are there are left as they are. */
export async function loadDemoAwards(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		const ids = demoAwards.map(({ project }) => demoAwardId(project))
		const known = new Set((await ctx.db.selectFrom('award').select('id').where('id', 'in', ids).execute()).map(({ id }) => id))
		const missing = demoAwards.filter(({ project }) => !known.has(demoAwardId(project)))
		const references = await nextReferences(ctx, 'AWA', missing.length)
		for (const [i, award] of missing.entries()) await addAward(ctx, award, references[i]!)
	})
}

const accountOf = async (ctx: Ctx, email: string | undefined) =>
	(email ? (await findAccountByEmail(ctx, email))?.id : null) ?? null

async function addAward(ctx: Ctx, award: DemoAward, reference: string) {
	const project = demoProjects.find(({ key }) => key === award.project)
	const lead = project?.partners[0]?.organisation
	if (!project || !lead) return
	const { title, from, until, service } = project
	const id = demoAwardId(award.project)
	const at = new Date(ctx.now.getTime() - award.age * DAY)
	const head = await accountOf(ctx, 'head@example.org')
	const holder = await accountOf(ctx, demoAccounts.find(({ organisation }) => organisation === lead)?.email)
	const running = award.stage !== 'awarded'
	const kind = award.nature ? ('prize' as const) : ('grant' as const)
	await ctx.db
		.insertInto('award')
		.values({
			id,
			reference,
			kind,
			projectId: demoProjectId(award.project),
			organisationId: demoOrganisationId(lead),
			amountCents: award.cents,
			terms: JSON.stringify({ service, title, startsOn: from, endsOn: until, nature: award.nature }),
			status: running ? 'running' : 'awarded',
			awardedBy: head,
			awardedAt: at
		})
		.execute()
	if (kind === 'grant') await addPlan(ctx, award, { at, holder, running })
	await audit(ctx, 'award.made', refOfAward(id), { kind, amountCents: award.cents })
}

/** The financing plan of a grant, its instalments, and once it runs its account and the advance asked for. */
async function addPlan(
	ctx: Ctx,
	award: DemoAward,
	{ at, holder, running }: { at: Date; holder: string | null; running: boolean }
) {
	const id = demoAwardId(award.project)
	const versionId = part(award, 'plan')
	await ctx.db
		.insertInto('budgetVersion')
		.values({ id: versionId, awardId: id, number: 1, tolerance: JSON.stringify(projectRules.tolerance), createdAt: at })
		.execute()
	const half = Math.floor((award.cents + award.own) / 2)
	const lines = [
		['expense', 'travel', 'Déplacements / Пътувания', half],
		['expense', 'services', 'Interprètes / Преводачи', award.cents + award.own - half],
		['source', 'grant', '', award.cents],
		['source', 'own_cash', '', award.own]
	] as const
	await ctx.db
		.insertInto('budgetLine')
		.values(
			lines.map(([side, category, label, plannedCents], position) => ({
				id: part(award, `line-${position}`),
				versionId,
				side,
				category,
				label,
				plannedCents,
				position
			}))
		)
		.execute()
	// Only a plan that is whole is frozen: its lines can no longer be written.
	if (running) await ctx.db.updateTable('budgetVersion').set({ frozenAt: at }).where('id', '=', versionId).execute()
	await usualInstalments(ctx, { id, kind: 'grant', amountCents: award.cents })
	if (running) {
		await ctx.db
			.insertInto('bankAccount')
			.values({
				id: part(award, 'account'),
				awardId: id,
				iban: 'BG80BNBG96611020345678',
				holder: 'Example',
				givenAt: at,
				givenBy: holder,
				confirmedAt: at,
				confirmedBy: await accountOf(ctx, 'finance@example.org'),
				channel: 'telephone'
			})
			.execute()
		await ctx.db
			.updateTable('instalment')
			.set({ status: 'requested', requestedAt: at, requestedBy: holder })
			.where('awardId', '=', id)
			.where('kind', '=', 'advance')
			.execute()
	}
}
