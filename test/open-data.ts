import { v7 as uuidv7 } from 'uuid'
import { addPartner } from '#modules/projects/partners.server'
import { draftProject, getProject, moveProject, publishProject } from '#modules/projects/projects.server'
import type { Ctx } from '#platform/ctx'
import { buildAward } from '#test/awards'
import { buildOfficer } from '#test/network'

/** A public project with a grant of 5,000.01 euros, of which one instalment was paid; its holder has an ЕИК. */
export async function buildOpenProject(ctx: Ctx, { publish = true } = {}) {
	const officer = await buildOfficer(ctx)
	const award = await buildAward(ctx, { cents: 500_001 })
	await ctx.db
		.insertInto('organisationIdentifier')
		.values({ organisationId: award.organisationId, scheme: 'eik', value: '831661388' })
		.execute()
	const id = await draftProject(officer, {
		title: { bg: 'По-малко <течове> & шум', fr: 'Moins de fuites' },
		summary: { fr: 'Une commune répare son réseau.' },
		objectives: {},
		story: {},
		priorities: [],
		themes: ['water', 'waste'],
		territories: [],
		startsOn: '2026-02-01',
		endsOn: '2027-12-31',
		service: 'cit'
	})
	await addPartner(officer, id, { organisation: award.organisationId, role: 'lead' })
	const version = async () => (await getProject(officer, id)).version
	await moveProject(officer, id, { version: await version(), status: 'running' })
	if (publish) await publishProject(officer, id, { version: await version() })
	await ctx.db.updateTable('award').set({ projectId: id }).where('id', '=', award.id).execute()
	await ctx.db
		.insertInto('instalment')
		.values([
			{
				...{
					id: uuidv7(),
					awardId: award.id,
					number: 1,
					kind: 'advance',
					amountCents: 300_000,
					condition: 'none',
					status: 'paid'
				},
				...{ paidOn: '2027-02-03', paymentReference: `VIR-${award.id}`, approvedBy: officer.actor!.accountId }
			},
			{
				...{ id: uuidv7(), awardId: award.id, number: 2, kind: 'balance', amountCents: 200_001, condition: 'none' },
				...{ status: 'planned', dueOn: '2027-12-01' }
			}
		])
		.execute()
	await ctx.db
		.insertInto('indicator')
		.values([
			{
				id: uuidv7(),
				projectId: id,
				title: JSON.stringify({ fr: 'Personnes formées' }),
				people: true,
				target: '40',
				actual: '7'
			},
			{ id: uuidv7(), projectId: id, title: JSON.stringify({ fr: 'Kilomètres' }), unit: 'km', baseline: '0', target: '12.5' }
		])
		.execute()
	const { reference } = await ctx.db.selectFrom('award').select('reference').where('id', '=', award.id).executeTakeFirstOrThrow()
	return { id, award, reference, project: (await getProject(officer, id)).reference }
}
