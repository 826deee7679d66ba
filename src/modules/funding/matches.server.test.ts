import { describe, expect } from 'vitest'
import { beginProject } from '#modules/projects/projects.server'
import type { Ctx } from '#platform/ctx'
import { buildOfficer, buildOrganisation, buildStanding } from '#test/network'
import { actor, as, NOW, test } from '#test/support'
import { consortiumFor } from './consortia.server.ts'
import { takeIn } from './intake.server.ts'
import { matchesForAnswers, matchesForOrganisation, matchesForProject } from './matches.server.ts'
import { nothingAnnounced, type Announced } from './opportunity.ts'
import { searchOpportunities } from './search.server.ts'
import { ensureSources } from './sources.server.ts'
import { themesRead } from './theme-reading.ts'

const call = (identifier: string, title: string, over: Partial<Announced> = {}): Announced => ({
	...nothingAnnounced,
	identifier,
	title: { en: title },
	programme: 'life',
	deadlines: [{ at: '2027-06-15T15:00:00.000Z', zone: 'Europe/Brussels', exact: true }],
	...over
})
const calls = [
	call('WATER-1', 'Drinking water and leakage in small towns', { kinds: ['local-authority'] }),
	call('WATER-2', 'Drinking water networks of companies', { kinds: ['company'] }),
	call('WATER-3', 'Water supply in Bourgogne', { programme: 'fr-national' }),
	call('COURT-1', 'Training of judges in European law'),
	call('PAST-1', 'Drinking water, an older call', {
		deadlines: [{ at: NOW.toISOString(), zone: 'Europe/Brussels', exact: true }]
	})
]
const town = { kind: 'local-authority', place: 'BG313' }
const identifiers = (matches: { opportunity: { identifier: string } }[]) =>
	matches.map(({ opportunity }) => opportunity.identifier)

describe('three questions', () => {
	test('find what one may answer, with the reasons, and nothing for others, elsewhere or past', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'file', calls, { complete: false })
		const later = { ...ctx, now: new Date(NOW.getTime() + 1000), locale: 'bg' as const }
		const matches = await matchesForAnswers(later, { ...town, words: 'питейна вода', themes: ['water'] })
		expect(identifiers(matches)).toEqual(['WATER-1'])
		expect(matches[0]!.reasons.map(({ code }) => code)).toContain('theme')
		expect(matches[0]!.eligibility).toMatchObject({ verdict: 'yes', consortium: null })
	})

	test('without words give the soonest deadline first', async ({ ctx }) => {
		await ensureSources(ctx)
		const sooner = { deadlines: [{ at: '2027-04-01T15:00:00.000Z', zone: 'Europe/Brussels', exact: true }] }
		await takeIn(ctx, 'file', [...calls, call('SOON-1', 'Anything', sooner)], { complete: false })
		const matches = await matchesForAnswers(ctx, { ...town, words: '', themes: [] })
		expect(identifiers(matches).slice(0, 3)).toEqual(['PAST-1', 'SOON-1', 'WATER-1'])
		expect(identifiers(matches)).not.toContain('WATER-2')
	})

	test('see a call the moment it is changed', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'file', calls, { complete: false })
		const ask = () => matchesForAnswers(ctx, { ...town, words: 'judges', themes: [] })
		expect(identifiers(await ask())).toEqual(['COURT-1'])
		await takeIn(ctx, 'file', [call('COURT-1', 'Training of judges in European law', { rules: { closed: true } })], {
			complete: false
		})
		expect(identifiers(await ask())).toEqual([])
	})
})

describe('the calls for an organisation', () => {
	test('are for its members and the staff', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'file', calls, { complete: false })
		const id = await buildOrganisation(ctx, { themes: ['water'], territory: 'BG313' })
		const member = await buildStanding(ctx, id, 'member')
		expect(identifiers(await matchesForOrganisation(member.ctx, id))).toEqual(['WATER-1', 'PAST-1'])
		expect(identifiers(await matchesForOrganisation(await buildOfficer(ctx), id))).toEqual(['WATER-1', 'PAST-1'])
		for (const who of [null, actor(['member'])])
			await expect(matchesForOrganisation(as(ctx, who), id)).rejects.toMatchObject({ status: 404 })
	})
})

describe('the calls for a project', () => {
	async function projectOf(ctx: Ctx, partners: { organisationId: string; role: 'lead' | 'partner' }[]) {
		return beginProject(await buildOfficer(ctx), {
			service: 'cit',
			title: { fr: 'Une eau plus sûre', en: 'Drinking water without leakage' },
			summary: { en: 'Small towns repair their drinking water networks.' },
			themes: ['water'],
			origin: `test:${crypto.randomUUID()}`,
			partners
		})
	}

	test('are those its partner may answer: the reader’s own organisation, else the first', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'file', calls, { complete: false })
		const town = await buildOrganisation(ctx, { name: { bg: 'Община Речница' }, territory: 'BG313' })
		const company = await buildOrganisation(ctx, { name: { fr: 'Eaux de Rivière' }, kind: 'company', country: 'FR' })
		const id = await projectOf(ctx, [
			{ organisationId: town, role: 'lead' },
			{ organisationId: company, role: 'partner' }
		])
		const later = (who: Ctx): Ctx => ({ ...who, now: new Date(NOW.getTime() + 1000) })
		const seen = await matchesForProject(later(await buildOfficer(ctx)), id)
		expect(identifiers(seen)).toEqual(['WATER-1'])
		expect(seen[0]!.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['theme', 'text']))
		expect(seen[0]!.eligibility.verdict).toBe('yes')
		const { ctx: own } = await buildStanding(ctx, company, 'member')
		expect(identifiers(await matchesForProject(later(own), id)).toSorted()).toEqual(['WATER-2', 'WATER-3'])
		expect(await matchesForProject(later(own), id, 1)).toHaveLength(1)
	})

	test('are for who may read the project; one without a partner has none', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'file', calls, { complete: false })
		const id = await projectOf(ctx, [])
		expect(await matchesForProject(await buildOfficer(ctx), id)).toEqual([])
		for (const who of [null, actor(['member'])])
			await expect(matchesForProject(as(ctx, who), id)).rejects.toMatchObject({ status: 404 })
	})
})

describe('who in the network could go', () => {
	test('are the organisations it suits on both sides, then the partners of the one that leads', async ({ ctx }) => {
		await ensureSources(ctx)
		const rules = { partnersMin: 2, countriesMin: 2 }
		await takeIn(ctx, 'file', [call('WATER-9', 'Drinking water for towns', { kinds: ['local-authority'], rules })], {
			complete: false
		})
		const { items } = await searchOpportunities(ctx, {})
		const bg = await buildOrganisation(ctx, { name: { bg: 'Община Речница' }, themes: ['water'] })
		const fr = await buildOrganisation(ctx, { name: { fr: 'Ville de Rivière' }, country: 'FR', themes: ['water'] })
		await buildOrganisation(ctx, { name: { fr: 'Eaux de Rivière' }, country: 'FR', kind: 'company', themes: ['water'] })
		await buildOrganisation(ctx, { name: { fr: 'Ville de Justice' }, country: 'FR', themes: ['justice-reform'] })
		const officer = await buildOfficer(ctx)
		const found = await consortiumFor(officer, items[0]!.id)
		expect(found.countries.flatMap(({ candidates }) => candidates.map(({ id }) => id)).toSorted()).toEqual([bg, fr].toSorted())
		expect(found.consortium).toEqual({ partners: 2, countries: 2 })
		const led = await consortiumFor(officer, items[0]!.id, bg)
		expect(led.lead).toMatchObject({ id: bg, eligibility: { verdict: 'yes' } })
		expect(led.countries.map(({ code, candidates }) => [code, candidates.map(({ id }) => id)])).toEqual([['FR', [fr]]])
		await expect(consortiumFor(as(ctx, null), items[0]!.id)).rejects.toMatchObject({ status: 403 })
		await expect(consortiumFor(officer, items[0]!.id, crypto.randomUUID())).rejects.toMatchObject({ status: 404 })
	})
})

test('the themes of a call that names none are read from its words', () => {
	expect(themesRead({ title: { en: 'Drinking water and leakage' }, text: {} })).toEqual(['water'])
	expect(themesRead({ title: { bg: 'Питейна вода за малките градове' }, text: {} })).toEqual(['water'])
	// One common word of a text is not what the call is about.
	expect(themesRead({ title: { fr: 'Un appel' }, text: { fr: 'Une place parmi d’autres, dans un parc.' } })).toEqual([])
})
