import { asAccount, findAccountByEmail } from '#modules/identity/accounts.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { demoOpportunities, demoWatches, type DemoOpportunity } from '#programme/demo'
import { takeIn } from './intake.server.ts'
import { moveByClock } from './opportunities.server.ts'
import { nothingAnnounced, type Announced } from './opportunity.ts'
import { ensureSources, noteFetch } from './sources.server.ts'
import { planForm } from './plan-schema.ts'
import { beginPlan, savePlan } from './plans.server.ts'
import { saveWatch } from './watches.server.ts'

const DAY = 86_400_000
const SOURCE = 'file'
const ZONE = 'Europe/Brussels'

/** The demo's fictional calls, as a source would have announced them over three weeks, with watches and a plan; once. */
export async function loadDemoFunding(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		await ensureSources(ctx)
		const identifiers = demoOpportunities.map(({ identifier }) => identifier)
		const rows = () =>
			ctx.db.selectFrom('opportunity').select(['id', 'identifier']).where('identifier', 'in', identifiers).execute()
		if ((await rows()).length > 0) return
		const at = (days: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + days * DAY) })
		const first = demoOpportunities.map((each) => announced(ctx, { ...each, ...each.before }))
		const now = demoOpportunities.filter(({ gone }) => !gone).map((each) => announced(ctx, each))
		await takeIn(at(-21), SOURCE, first, { complete: false })
		const intake = await takeIn(at(-1), SOURCE, now, { complete: true })
		await noteFetch(at(-1), SOURCE, { status: 'good', read: now.length, intake, unreadable: [] })
		await moveByClock(ctx)
		const ids = new Map((await rows()).map(({ id, identifier }) => [identifier, id]))
		for (const { account, name, rhythm, search, call } of demoWatches) {
			const found = await findAccountByEmail(ctx, account)
			const watched = call ? { opportunity: ids.get(call)! } : search!
			if (found) await saveWatch(asAccount(at(-14), found), { name, rhythm, watched })
		}
		const member = await findAccountByEmail(ctx, demoWatches[0]!.account)
		if (member) await beginDemoPlan(asAccount(ctx, member), ids.get('DEMO-FR-WATER-AGENCY')!)
	})
}

function announced(
	ctx: Ctx,
	{ opens, closes, budget, rate, least, most, partners, fromCountries, ...call }: DemoOpportunity
): Announced {
	const day = (days: number) => new Date(ctx.now.getTime() + days * DAY).toISOString().slice(0, 10)
	const { identifier, programme, title, text, themes, kinds, countries, territories } = call
	return {
		...nothingAnnounced,
		identifier,
		programme,
		title,
		text,
		themes,
		kinds,
		countries,
		territories,
		opensAt: instantOf(`${day(opens)}T09:00`, ZONE).toISOString(),
		deadlines: [{ at: instantOf(`${day(closes)}T17:00`, ZONE).toISOString(), zone: ZONE, exact: true }],
		budgetCents: budget * 100,
		rateMax: rate,
		rules: {
			...(least && { amountMinCents: least * 100 }),
			...(most && { amountMaxCents: most * 100 }),
			...(partners && { partnersMin: partners }),
			...(fromCountries && { countriesMin: fromCountries })
		}
	}
}

async function beginDemoPlan(ctx: Ctx, opportunity: string) {
	const title = 'Réduire les fuites du réseau d’eau (démonstration)'
	const id = await beginPlan(ctx, { title, opportunity, organisation: null })
	const year = ctx.now.getUTCFullYear() + 1
	const source = (id: string, name: string, over: Record<string, string>) => ({
		id,
		name,
		kind: 'public',
		opportunity: '',
		rate: '100',
		min: '',
		max: '',
		advance: '0',
		paid: '1',
		balance: '8',
		...over
	})
	const row = (name: string, rows: Record<string, string>[]) =>
		Object.fromEntries(rows.flatMap((each, at) => Object.entries(each).map(([part, value]) => [`${name}.${at}.${part}`, value])))
	const form = planForm.parse({
		version: '1',
		title,
		begins: `${year}-1`,
		ownRate: '20',
		ownMax: '',
		most: '3',
		aim: 'own',
		...row('lines', [
			{ id: 'l0', label: 'Études et diagnostic du réseau', amount: '60000', from: '1', until: '3' },
			{ id: 'l1', label: 'Travaux sur les conduites', amount: '420000', from: '3', until: '8' },
			{ id: 'l2', label: 'Échanges avec la ville partenaire', amount: '30000', from: '2', until: '8' }
		]),
		...row('sources', [
			source('s0', 'Sobriété en eau des collectivités (appel fictif)', {
				opportunity,
				rate: '40',
				max: '500000',
				advance: '30',
				balance: '9'
			}),
			source('s1', 'Coopération décentralisée franco-bulgare (appel fictif)', {
				rate: '50',
				max: '80000',
				advance: '50',
				balance: '9'
			}),
			source('s2', 'Département (fictif)', { rate: '25', min: '20000', max: '150000', balance: '6' }),
			source('s3', 'Fondation des rivières (fictive)', { kind: 'private', max: '40000', advance: '100', paid: '2', balance: '2' })
		])
	})
	await savePlan(ctx, id, form)
}
