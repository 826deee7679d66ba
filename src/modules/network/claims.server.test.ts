import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { countingQueries } from '#test/queries'
import { buildSignedIn } from '#test/accounts'
import { buildOfficer, buildOrganisation, buildStanding, organisationInput, proposal } from '#test/network'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'
import { acceptClaim, askClaim, listClaims, ownClaims, refuseClaim, withdrawClaim } from './claims.server.ts'
import { linkOrganisation, linksOf, unlinkOrganisation } from './links.server.ts'
import { addMembership, correctFunction, endMembership, peopleOf, setMembershipRole } from './memberships.server.ts'
import { hideOrganisation } from './moderation.server.ts'
import { ownOrganisations, proposeOrganisation, standingOf } from './organisations.server.ts'

const outcome = (work: Promise<unknown>) =>
	work.then(
		() => 'done',
		(cause) => (cause instanceof RuleBroken ? cause.key : (cause as { status?: number }).status) ?? cause
	)
const mails = (ctx: Ctx) => ctx.db.selectFrom('mail').select(['toAddress', 'kind', 'locale', 'text']).orderBy('id').execute()

describe('a claim', () => {
	test('gives nothing until the staff accept it; then its asker leads, and reads so', async ({ ctx }) => {
		const id = await buildOrganisation(ctx)
		const maria = await buildSignedIn(ctx)
		const claim = await askClaim(maria.ctx, id, { function: 'Експерт', message: 'Здравейте' })
		expect(await standingOf(maria.ctx, id)).toBeUndefined()
		expect(await ownClaims(maria.ctx)).toMatchObject([{ id: claim, status: 'open', organisationId: id }])
		const officer = await buildOfficer(ctx)
		expect((await listClaims(officer)).claims).toMatchObject([
			{ id: claim, function: 'Експерт', asker: { email: maria.email }, can: { answer: true } }
		])
		expect((await listClaims(as(ctx, actor(['auditor'])))).claims).toMatchObject([
			{ asker: { email: null }, can: { answer: false } }
		])

		await acceptClaim(officer, claim)
		expect(await standingOf(maria.ctx, id)).toMatchObject({ role: 'lead', function: { bg: 'Експерт' } })
		expect(await mails(ctx)).toMatchObject([{ toAddress: maria.email, kind: 'network.accepted', locale: 'bg' }])
		expect((await trail(ctx, `organisation:${id}`)).map(({ action }) => action)).toEqual([
			'organisation.added',
			'claim.asked',
			'claim.accepted'
		])
		for (const again of [acceptClaim(officer, claim), refuseClaim(officer, claim, 'x'), withdrawClaim(maria.ctx, claim)])
			expect(await outcome(again)).toBe('error.network.claim_answered')
		expect(await outcome(askClaim(maria.ctx, id, proposal))).toBe(403)
	})

	test('is answered by the staff alone, withdrawn by its asker alone', async ({ ctx }) => {
		const id = await buildOrganisation(ctx)
		const maria = await buildSignedIn(ctx)
		const claim = await askClaim(maria.ctx, id, proposal)
		for (const who of [maria.ctx, as(ctx, actor(['auditor'])), as(ctx, null)]) {
			expect(await outcome(acceptClaim(who, claim))).toBe(403)
			expect(await outcome(refuseClaim(who, claim, 'x'))).toBe(403)
		}
		expect(await outcome(listClaims(maria.ctx))).toBe(403)
		expect(await outcome(withdrawClaim((await buildSignedIn(ctx)).ctx, claim))).toBe(404)
		await withdrawClaim(maria.ctx, claim)
		expect((await listClaims(await buildOfficer(ctx))).claims).toEqual([])
	})

	test('refused says why; hiding the organisation refuses it too', async ({ ctx }) => {
		const id = await buildOrganisation(ctx)
		const maria = await buildSignedIn(ctx)
		const officer = await buildOfficer(ctx)
		await refuseClaim(officer, await askClaim(maria.ctx, id, proposal), 'Не ви познават там.')
		await askClaim(maria.ctx, id, proposal)
		await hideOrganisation(officer, id, 'Закрита.')
		expect((await mails(ctx)).map(({ kind, text }) => [kind, /Не ви познават там|Закрита/.exec(text)?.[0]])).toEqual([
			['network.refused', 'Не ви познават там'],
			['network.refused', 'Закрита']
		])
		expect(await outcome(askClaim(maria.ctx, id, proposal))).toBe(404)
	})

	test('is one at a time for an organisation, five in all, and not for what is only proposed', async ({ ctx }) => {
		const maria = await buildSignedIn(ctx)
		const proposed = await proposeOrganisation((await buildSignedIn(ctx)).ctx, organisationInput(), proposal)
		expect(await outcome(askClaim(maria.ctx, proposed, proposal))).toBe(404)
		const officer = await buildOfficer(ctx)
		const waiting = (await listClaims(officer)).claims[0]!
		expect(await outcome(acceptClaim(officer, waiting.id))).toBe('error.network.verify_first')

		const first = await buildOrganisation(ctx)
		await askClaim(maria.ctx, first, proposal)
		expect(await outcome(askClaim(maria.ctx, first, proposal))).toBe('error.network.claim_open')
		for (let i = 0; i < 4; i++) await askClaim(maria.ctx, await buildOrganisation(ctx), proposal)
		expect(await outcome(askClaim(maria.ctx, await buildOrganisation(ctx), proposal))).toBe('error.network.too_many_claims')
	})

	test('two officers at once: one answer, one mail', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const maria = await buildSignedIn(ctx)
		const claim = await askClaim(maria.ctx, await buildOrganisation(ctx), proposal)
		const officers = [await buildOfficer(ctx), await buildOfficer(ctx)]
		const outcomes = await Promise.all([
			outcome(acceptClaim(officers[0]!, claim)),
			outcome(refuseClaim(officers[1]!, claim, 'x'))
		])
		expect(outcomes.sort()).toEqual(['done', 'error.network.claim_answered'])
		expect(await mails(ctx)).toHaveLength(1)
	})

	test('lists cost the same for one and for three', async ({ ctx }) => {
		const officer = await buildOfficer(ctx)
		const counts: number[] = []
		for (let i = 0; i < 3; i++) {
			await askClaim((await buildSignedIn(ctx)).ctx, await buildOrganisation(ctx), proposal)
			const counted = countingQueries(officer)
			await listClaims(counted.ctx)
			counts.push(counted.count())
		}
		expect(counts).toEqual([2, 2, 2])
	})
})

describe('a membership', () => {
	test('is added by the staff, made a lead, ended, and stays in the history', async ({ ctx }) => {
		const id = await buildOrganisation(ctx)
		const lead = await buildStanding(ctx, id)
		const other = await buildStanding(ctx, await buildOrganisation(ctx), 'lead', 'Ивана Единствена')
		const officer = await buildOfficer(ctx)
		const input = { person: 'Ivana Edinstvena', role: 'member' as const, function: {}, since: '2026-01-01' }
		expect(await outcome(addMembership(lead.ctx, id, input))).toBe(403)
		await addMembership(officer, id, input)
		expect(await outcome(addMembership(officer, id, input))).toBe('error.network.stands_already')
		expect(await outcome(addMembership(officer, id, { ...input, person: 'Nobody' }))).toBe('error.network.person_unknown')

		const { id: membership } = (await standingOf(other.ctx, id))!
		expect(await outcome(setMembershipRole(other.ctx, membership, 'lead'))).toBe(403)
		await setMembershipRole(lead.ctx, membership, 'lead')
		expect(await standingOf(other.ctx, id)).toMatchObject({ role: 'lead' })
		const function_ = { bg: 'кмет', fr: 'maire' }
		expect(await outcome(correctFunction((await buildSignedIn(ctx)).ctx, membership, function_))).toBe(403)
		expect(await outcome(correctFunction(as(ctx, actor(['auditor'])), membership, function_))).toBe(403)
		for (const by of [lead, other, { ctx: officer }]) {
			await correctFunction(by.ctx, membership, function_)
			await correctFunction(by.ctx, membership, by === lead ? {} : function_)
		}
		expect(await standingOf(other.ctx, id)).toMatchObject({ function: function_ })
		expect(await outcome(endMembership(lead.ctx, membership, '2027-03-02'))).toBe('error.network.day_to_come')
		expect(await outcome(endMembership(lead.ctx, membership, '2025-12-31'))).toBe('error.network.until')
		expect(await outcome(endMembership((await buildSignedIn(ctx)).ctx, membership, null))).toBe(403)
		await endMembership(lead.ctx, membership, null)
		expect(await standingOf(other.ctx, id)).toBeUndefined()
		expect(await outcome(endMembership(lead.ctx, membership, null))).toBe('error.network.ended')
		expect(await outcome(correctFunction(lead.ctx, membership, {}))).toBe('error.network.ended')
		expect((await peopleOf(lead.ctx, id)).map(({ name, until }) => [name, until])).toEqual([
			['Зорница Примерова', null],
			['Ивана Единствена', NOW.toISOString().slice(0, 10)]
		])
		expect(await peopleOf(other.ctx, id)).toEqual([])
		expect(await outcome(addMembership(officer, id, { ...input, since: null }))).toBe('done')
	})

	test('is left by the person', async ({ ctx }) => {
		const id = await buildOrganisation(ctx)
		const member = await buildStanding(ctx, id, 'member')
		await endMembership(member.ctx, member.membershipId, null)
		expect(await ownOrganisations(member.ctx)).toEqual([])
	})
})

describe('a link', () => {
	test('is drawn by who leads, by name or reference, once; twins either way round; nobody is above themselves', async ({
		ctx
	}) => {
		const here = await buildOrganisation(ctx)
		const there = await buildOrganisation(ctx, { name: { fr: 'Vallée-Claire' }, country: 'FR' })
		const lead = await buildStanding(ctx, here)
		const link = (other: string, kind: 'twin' | 'parent' = 'twin', who = lead.ctx, from = here) =>
			outcome(linkOrganisation(who, from, { kind, other, since: null }))
		expect(await link('vallee claire')).toBe('done')
		expect(await link('2027-ORG-00002')).toBe('error.network.link_known')
		expect(await link('Dunavgrad')).toBe('error.network.link_unknown')
		expect(await link('Община Дунавград')).toBe('error.network.link_self')
		const officer = await buildOfficer(ctx)
		expect(await link('Община Дунавград', 'twin', officer, there)).toBe('error.network.link_known')
		expect(await link('Vallée-Claire', 'parent')).toBe('done')
		expect(await link('Община Дунавград', 'parent', officer, there)).toBe('error.network.link_circle')
		expect(await link('Vallée-Claire', 'twin', (await buildSignedIn(ctx)).ctx)).toBe(403)
		await buildOrganisation(ctx, { name: { fr: 'Vallée-Claire' }, country: 'FR' })
		expect(await link('Vallée-Claire', 'parent')).toBe('error.network.link_many')

		expect((await linksOf(ctx, here)).map(({ relation }) => relation)).toEqual(['parent', 'twin'])
		const [child, twin] = await linksOf(ctx, there)
		expect([child!.relation, twin!.relation]).toEqual(['child', 'twin'])
		expect(await outcome(unlinkOrganisation((await buildSignedIn(ctx)).ctx, here, twin!.id))).toBe(403)
		await unlinkOrganisation(lead.ctx, here, twin!.id)
		expect(await outcome(unlinkOrganisation(lead.ctx, here, twin!.id))).toBe(404)
		expect(await linksOf(ctx, there)).toHaveLength(1)
	})
})
