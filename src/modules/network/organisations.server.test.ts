import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { buildSignedIn } from '#test/accounts'
import { buildOfficer, buildOrganisation, buildStanding, organisationInput, proposal } from '#test/network'
import { actor, as, contextOn, ownDatabase, queued, test, trail } from '#test/support'
import { findOrganisations, listOrganisations, waitingInNetwork } from './lists.server.ts'
import { hideOrganisation, showOrganisation, verifyOrganisation } from './moderation.server.ts'
import {
	addOrganisation,
	contactsOf,
	correctOrganisation,
	getOrganisation,
	organisationsById,
	ownOrganisations,
	proposeOrganisation,
	standingOf
} from './organisations.server.ts'

const outcome = (work: Promise<unknown>) =>
	work.then(
		() => 'done',
		(cause) => (cause instanceof RuleBroken ? cause.key : (cause as { status?: number }).status) ?? cause
	)
const indexed = async (ctx: Ctx) =>
	(await ctx.db.selectFrom('searchItem').select('id').where('kind', '=', 'organisation').execute()).map(({ id }) => id)
const mails = (ctx: Ctx) => ctx.db.selectFrom('mail').select(['toAddress', 'kind', 'locale', 'text']).orderBy('id').execute()

describe('proposing an organisation', () => {
	test('makes it wait for the staff, led by its proposer and seen by nobody else', async ({ ctx }) => {
		const maria = await buildSignedIn(ctx)
		const id = await proposeOrganisation(maria.ctx, organisationInput({ eik: ['000696327'] }), proposal)
		const seen = await getOrganisation(maria.ctx, id)
		expect(seen).toMatchObject({
			reference: '2027-ORG-00001',
			status: 'proposed',
			latin: 'Obshtina Dunavgrad',
			verifiedAt: null,
			identifiers: [{ scheme: 'eik', value: '000696327' }],
			standing: { role: 'lead' },
			can: { correct: true, verify: false, hide: false, claim: false }
		})
		expect(await ownOrganisations(maria.ctx)).toMatchObject([{ id, role: 'lead', status: 'proposed' }])
		expect(await trail(ctx, `organisation:${id}`)).toEqual([
			{ action: 'organisation.proposed', actorId: maria.accountId, data: {} }
		])
		expect(await indexed(ctx)).toEqual([])
		expect(await outcome(getOrganisation(ctx, id))).toBe(404)
		expect(await outcome(getOrganisation((await buildSignedIn(ctx)).ctx, id))).toBe(404)
		expect(await outcome(getOrganisation(as(ctx, actor(['auditor'])), id))).toBe('done')
	})

	test('is refused to an auditor, and beyond five that wait', async ({ ctx }) => {
		expect(await outcome(proposeOrganisation(as(ctx, actor(['auditor'])), organisationInput(), proposal))).toBe(403)
		const { ctx: own } = await buildSignedIn(ctx)
		for (let i = 0; i < 5; i++) await proposeOrganisation(own, organisationInput(), proposal)
		expect(await outcome(proposeOrganisation(own, organisationInput(), proposal))).toBe('error.network.too_many_proposals')
		expect(await ownOrganisations(own)).toHaveLength(5)
	})

	test('eight at once by one person are five', async () => {
		await using own = await ownDatabase()
		const { ctx } = await buildSignedIn(contextOn(own.db))
		await Promise.allSettled(Array.from({ length: 8 }, () => proposeOrganisation(ctx, organisationInput(), proposal)))
		expect(await ownOrganisations(ctx)).toHaveLength(5)
	})
})

describe('verifying', () => {
	test('lists what was proposed, in the search at once, and its proposer hears of it in their language', async ({ ctx }) => {
		const maria = await buildSignedIn(ctx)
		const id = await proposeOrganisation(maria.ctx, organisationInput(), proposal)
		const officer = await buildOfficer(ctx)
		expect(await waitingInNetwork(officer)).toMatchObject({ proposed: 1, claims: 0 })
		await verifyOrganisation(officer, id)
		expect(await getOrganisation(ctx, id)).toMatchObject({ status: 'listed', verifiedAt: ctx.now })
		expect(await indexed(ctx)).toEqual([id])
		expect(await mails(ctx)).toMatchObject([{ toAddress: maria.email, kind: 'network.verified', locale: 'bg' }])
		expect(await queued(ctx, 'mail.deliver')).toHaveLength(1)
		expect(await contactsOf(ctx, id)).toMatchObject([{ accountId: maria.accountId, email: maria.email, locale: 'bg' }])
		expect(await outcome(verifyOrganisation(officer, id))).toBe('error.network.verified')
		expect(await mails(ctx)).toHaveLength(1)
	})

	test('is for the staff, and not for what is hidden', async ({ ctx }) => {
		const maria = await buildSignedIn(ctx)
		const id = await proposeOrganisation(maria.ctx, organisationInput(), proposal)
		for (const who of [maria.ctx, as(ctx, actor(['evaluator'])), as(ctx, actor(['auditor'])), as(ctx, null)])
			expect(await outcome(verifyOrganisation(who, id))).toBe(403)
		const officer = await buildOfficer(ctx)
		await hideOrganisation(officer, id, 'Déjà connue')
		expect(await outcome(verifyOrganisation(officer, id))).toBe('error.network.status')
	})
})

describe('hiding', () => {
	test('takes it out of the search and tells whoever proposed it why; showing brings it back', async ({ ctx }) => {
		const maria = await buildSignedIn(ctx)
		const id = await proposeOrganisation(maria.ctx, organisationInput(), proposal)
		const officer = await buildOfficer(ctx)
		await hideOrganisation(officer, id, 'Elle existe déjà.')
		expect(await mails(ctx)).toMatchObject([{ kind: 'network.declined', text: expect.stringContaining('Elle existe déjà.') }])
		expect(await ownOrganisations(maria.ctx)).toEqual([])
		expect(await outcome(getOrganisation(maria.ctx, id))).toBe(404)
		expect(await outcome(hideOrganisation(officer, id, 'x'))).toBe('error.network.status')

		await showOrganisation(officer, id)
		expect(await indexed(ctx)).toEqual([id])
		expect(await outcome(showOrganisation(officer, id))).toBe('error.network.status')
		expect(await outcome(showOrganisation(maria.ctx, id))).toBe(403)
		expect(await outcome(hideOrganisation(maria.ctx, id, 'x'))).toBe(403)
		await hideOrganisation(officer, id, 'Fermée.')
		expect(await indexed(ctx)).toEqual([])
		expect((await trail(ctx, `organisation:${id}`)).map(({ action }) => action)).toEqual([
			'organisation.proposed',
			'organisation.hidden',
			'organisation.shown',
			'organisation.hidden'
		])
	})
})

describe('correcting', () => {
	test('by who leads it changes its profile, its keys and the search; members and strangers do not', async ({ ctx }) => {
		const id = await buildOrganisation(ctx, { eik: ['000696327'] })
		const lead = await buildStanding(ctx, id)
		const member = await buildStanding(ctx, id, 'member')
		const input = organisationInput({
			name: { bg: 'Община Нова', fr: 'Commune de Nova' },
			siren: ['552100554'],
			themes: ['water']
		})
		for (const who of [member.ctx, (await buildSignedIn(ctx)).ctx, as(ctx, null), as(ctx, actor(['auditor']))])
			expect(await outcome(correctOrganisation(who, id, { ...input, version: 1 }))).toBe(403)

		await correctOrganisation(lead.ctx, id, { ...input, version: 1 })
		expect(await getOrganisation(ctx, id)).toMatchObject({
			name: input.name,
			latin: null,
			themes: ['water'],
			version: 2,
			identifiers: [{ scheme: 'siren', value: '552100554' }]
		})
		const [, entry] = await trail(ctx, `organisation:${id}`)
		expect(entry).toMatchObject({ action: 'organisation.corrected', data: { fields: ['themes', 'name'] } })
		expect(await findOrganisations(lead.ctx, 'нова')).toMatchObject([{ id }])
		expect(await findOrganisations(lead.ctx, 'Dunavgrad')).toEqual([])
	})

	test('over a newer version is refused, and nothing is written', async ({ ctx }) => {
		const id = await buildOrganisation(ctx)
		const { ctx: lead } = await buildStanding(ctx, id)
		await correctOrganisation(lead, id, { ...organisationInput({ place: 'Свищов' }), version: 1 })
		expect(await outcome(correctOrganisation(lead, id, { ...organisationInput({ place: 'Русе' }), version: 1 }))).toBe(
			'error.stale'
		)
		expect(await getOrganisation(ctx, id)).toMatchObject({ place: 'Свищов', version: 2 })
	})

	test('two at once: one is written', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const id = await buildOrganisation(ctx)
		const { ctx: lead } = await buildStanding(ctx, id)
		const outcomes = await Promise.all(
			['Русе', 'Свищов'].map((place) => outcome(correctOrganisation(lead, id, { ...organisationInput({ place }), version: 1 })))
		)
		expect(outcomes.sort()).toEqual(['done', 'error.stale'])
	})
})

describe('what a reader sees', () => {
	test('follows the level of each field', async ({ ctx }) => {
		const contacts = { email: 'contact@example.org', phone: '+359 2 000', address: 'ul. 1', website: 'https://example.org' }
		const id = await buildOrganisation(ctx, { ...contacts, size: 'small', visibility: { website: 'staff', email: 'public' } })
		const other = await buildOrganisation(ctx, { name: { fr: 'Ailleurs' }, country: 'FR' })
		const shown = async (who: Ctx) => {
			const { email, phone, website, size } = await getOrganisation(who, id)
			return { email, phone, website, size }
		}
		const open = { email: 'contact@example.org', phone: null, website: null, size: 'small' }
		expect(await shown(ctx)).toEqual(open)
		expect(await shown((await buildSignedIn(ctx)).ctx)).toEqual(open)
		expect(await shown((await buildStanding(ctx, other, 'member')).ctx)).toEqual({ ...open, phone: '+359 2 000' })
		expect(await shown(as(ctx, actor(['officer'])))).toMatchObject({ website: 'https://example.org' })
		expect(await shown((await buildStanding(ctx, id, 'member')).ctx)).toMatchObject({ website: 'https://example.org' })
	})

	test('of a merged organisation is the one it became', async ({ ctx }) => {
		const kept = await buildOrganisation(ctx)
		const gone = await buildOrganisation(ctx, { name: { fr: 'Doublon' } })
		await ctx.db.updateTable('organisation').set({ status: 'merged', mergedInto: kept }).where('id', '=', gone).execute()
		expect(await getOrganisation(ctx, gone)).toMatchObject({ id: kept })
		const found = await organisationsById(ctx, [gone, kept])
		expect([found.get(gone)!.id, found.get(kept)!.id, found.size]).toEqual([kept, kept, 2])
	})
})

describe('standing', () => {
	test('is one’s own, and ends with the membership', async ({ ctx }) => {
		const id = await buildOrganisation(ctx)
		const lead = await buildStanding(ctx, id)
		expect(await standingOf(lead.ctx, id)).toMatchObject({ id: lead.membershipId, role: 'lead', status: 'listed' })
		expect(await standingOf((await buildSignedIn(ctx)).ctx, id)).toBeUndefined()
		expect(await standingOf(ctx, id)).toBeUndefined()
		await ctx.db.updateTable('membership').set({ until: '2027-02-01' }).where('id', '=', lead.membershipId).execute()
		expect(await standingOf(lead.ctx, id)).toBeUndefined()
		expect(await ownOrganisations(lead.ctx)).toEqual([])
		expect(await contactsOf(ctx, id)).toEqual([])
	})
})

describe('finding before making', () => {
	test('goes across scripts, by identifier and by reference; what is not listed is not found', async ({ ctx }) => {
		const id = await buildOrganisation(ctx, { name: { bg: 'Община Дунавград' }, eik: ['000696327'] })
		const maria = await buildSignedIn(ctx)
		await proposeOrganisation(maria.ctx, organisationInput({ name: { bg: 'Тайна Дунавград' } }), proposal)
		const find = async (question: string) => (await findOrganisations(maria.ctx, question)).map((found) => found.id)
		for (const question of ['дунавград', 'Dunavgrad', 'Commune de Dunavgrad', 'dunav', 'BG 000696327', '2027-org-00001'])
			expect(await find(question), question).toEqual([id])
		for (const question of ['', '  ', '—', "x' | 'dunavgrad", 'Тайна предложена'])
			expect(await find(question), question).toEqual([])
		expect(await outcome(findOrganisations(ctx, 'x'))).toBe(403)
	})
})

describe('the office’s list', () => {
	test('narrows, counts and pages; the merged are found only when asked for', async ({ ctx }) => {
		const officer = await buildOfficer(ctx)
		for (let i = 0; i < 27; i++)
			await addOrganisation(officer, organisationInput({ name: { fr: `Ville ${String(i).padStart(2, '0')}` }, country: 'FR' }))
		const gone = await addOrganisation(officer, organisationInput({ name: { fr: 'Ville double' }, country: 'FR' }))
		await ctx.db.updateTable('organisation').set({ status: 'merged', mergedInto: gone }).where('id', '=', gone).execute()
		await proposeOrganisation((await buildSignedIn(ctx)).ctx, organisationInput(), proposal)

		const first = await listOrganisations(officer, { country: 'FR' })
		expect([first.organisations.length, first.total]).toEqual([25, 27])
		const second = await listOrganisations(officer, { country: 'FR' }, first.next)
		expect(second.organisations.map(({ name }) => name.fr)).toEqual(['Ville 25', 'Ville 26'])
		expect(second.next).toBeNull()
		expect((await listOrganisations(officer, { status: 'merged' })).total).toBe(1)
		expect((await listOrganisations(officer, { verified: 'no' })).total).toBe(1)
		expect((await listOrganisations(officer, { q: 'ville 0' })).total).toBe(10)
		expect((await listOrganisations(officer, { q: 'vil' })).total).toBe(28)
		expect((await listOrganisations(officer, { kind: 'justice' })).organisations).toEqual([])
		expect((await listOrganisations(as(ctx, actor(['auditor'])))).can).toEqual({ add: false })
		expect(await outcome(listOrganisations(as(ctx, actor()), {}))).toBe(403)
	})
})
