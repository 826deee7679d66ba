import type { Posted } from '#engines/forms/answers'
import { allFields, type FieldOf } from '#engines/forms/definition'
import { getApplication, ownApplications } from '#modules/calls/applications.server'
import { saveDraft } from '#modules/calls/drafts.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { RuleBroken } from '#platform/errors'
import { decimal, money } from '#platform/money'
import { getPlan } from './plans.server.ts'

/** The applications a plan can be written into: the actor's own drafts. */
export const applicationsForPlan = async (ctx: Ctx) => (await ownApplications(ctx)).filter(({ status }) => status === 'draft')

/** An application's budget field, for the page that says which cost goes where. Throws RuleBroken when its form has none. */
export async function budgetOfApplication(ctx: Ctx, applicationId: string) {
	const { definition, version, title, reference, call, can } = await getApplication(ctx, applicationId)
	const field = allFields(definition).find((each): each is FieldOf<'budget'> => each.kind === 'budget')
	if (!field) throw new RuleBroken('error.funding.no_budget')
	return { field, version, title, reference, call, can: { write: can.write } }
}

/**
 * Writes a proposal over the budget of an application: each cost under its category, each source with its amount, the own
 * money last; `grant` is the source this call itself is. Throws RuleBroken for a form without a budget, a proposal that is
 * no longer there, and whatever saving a draft refuses.
 */
export async function exportPlan(
	ctx: Ctx,
	planId: string,
	{
		proposal,
		applicationId,
		grant,
		categories
	}: { proposal: number; applicationId: string; grant: string | null; categories: Readonly<Record<string, string>> }
): Promise<void> {
	const { input, proposals } = await getPlan(ctx, planId)
	const chosen = proposals[proposal]
	if (!chosen) throw new RuleBroken('error.funding.no_proposal')
	await transact(ctx, async (ctx) => {
		const { field, version } = await budgetOfApplication(ctx, applicationId)
		const posted: Posted = {}
		const put = (part: string, values: Record<string, string>) => {
			for (const [name, value] of Object.entries(values)) posted[`${field.key}.${part}.${name}`] = value
		}
		const amount = (cents: number) => decimal(money(cents))
		input.lines.forEach(({ id, label, amount: cents }, at) =>
			put(`lines.${at}`, { category: categories[id] ?? '', label, quantity: '1', unitCost: amount(cents) })
		)
		const paying = input.sources.filter(({ id }) => chosen.amounts.has(id))
		paying.forEach(({ id, name, kind, secured }, at) =>
			put(`sources.${at}`, {
				kind: id === grant ? 'grant' : kind,
				name,
				amount: amount(chosen.amounts.get(id)!),
				status: secured ? 'secured' : 'requested'
			})
		)
		if (chosen.own > 0)
			put(`sources.${paying.length}`, { kind: 'own_cash', name: '', amount: amount(chosen.own), status: 'secured' })
		await saveDraft(ctx, applicationId, { posted, version })
		await audit(ctx, 'plan.exported', `plan:${planId}`, { application: applicationId })
	})
}
