import { describe, expect } from 'vitest'
import { mergeOrganisations, registerMerge, undoMerge } from '#modules/network/merges.server'
import { transact } from '#platform/db.server'
import { RuleBroken } from '#platform/errors'
import { countingQueries } from '#test/queries'
import { buildOfficer, buildOrganisation, buildStanding } from '#test/network'
import { actor, as, contextOn, ownDatabase, test, trail } from '#test/support'
import type { Ctx } from '#platform/ctx'
import { keepActivity, removeActivity } from './activities.server.ts'
import { addPartner, removePartner } from './partners.server.ts'
import { listOwnProjects, listProjects } from './project-lists.server.ts'
import { movedProjects } from './project-merge.server.ts'
import { getPublicProject } from './public-projects.server.ts'
import { searchPortfolio, projectsOf } from './portfolio.server.ts'
import {
	beginProject,
	correctProject,
	draftProject,
	getProject,
	moveProject,
	publishProject,
	tellStory,
	withdrawProject
} from './projects.server.ts'
import type { ProjectInput } from './schema.ts'

registerMerge(movedProjects)

const input = (over: Partial<ProjectInput> = {}): ProjectInput => ({
	title: { bg: 'По-малко течове', fr: 'Moins de fuites' },
	summary: { fr: 'Une commune répare son réseau.' },
	objectives: {},
	story: {},
	priorities: [],
	themes: ['water'],
	territories: [],
	startsOn: '2026-02-01',
	endsOn: '2027-12-31',
	...over
})
const refused = (key: string) => expect.objectContaining({ key })
const forbidden = expect.objectContaining({ status: 403 })
const unseen = expect.objectContaining({ status: 404 })

async function build(ctx: Ctx, over: Partial<ProjectInput> = {}) {
	const officer = await buildOfficer(ctx)
	const organisation = await buildOrganisation(ctx, { territory: 'VTR28' })
	const id = await draftProject(officer, { ...input(over), service: 'cit' })
	await addPartner(officer, id, { organisation, role: 'lead' })
	const version = async () => (await getProject(officer, id)).version
	const publish = async () => {
		await moveProject(officer, id, { version: await version(), status: 'running' })
		await publishProject(officer, id, { version: await version() })
	}
	return { officer, organisation, id, version, publish }
}

describe('drafting a project', () => {
	test('is the service’s, and takes the priorities of its themes', async ({ ctx }) => {
		const officer = await buildOfficer(ctx)
		const id = await draftProject(officer, { ...input(), service: 'cit' })
		const project = await getProject(officer, id)
		expect(project).toMatchObject({ status: 'draft', public: false, priorities: ['sustainable-development'], partners: [] })
		expect(project.reference).toMatch(/^2027-PRJ-\d{5}$/)
		expect(project.missing).toEqual(['error.project.partner'])
		expect((await trail(ctx, `project:${id}`)).map(({ action }) => action)).toEqual(['project.drafted'])
		for (const who of [
			null,
			actor(['member']),
			actor(['finance']),
			actor(['auditor']),
			actor([{ service: 'ser', role: 'officer' }])
		])
			await expect(draftProject(as(ctx, who), { ...input(), service: 'cit' })).rejects.toEqual(forbidden)
	})

	test('once from one introduction', async ({ ctx }) => {
		const officer = await buildOfficer(ctx)
		const organisationId = await buildOrganisation(ctx)
		const beginning = {
			service: 'cit',
			origin: 'introduction:01890000-0000-7000-8000-000000000001',
			title: { fr: 'Un projet' },
			partners: [{ organisationId, role: 'lead' as const }]
		}
		const id = await beginProject(officer, beginning)
		expect(await beginProject(officer, beginning)).toBe(id)
		expect((await getProject(officer, id)).partners.map((partner) => partner.organisationId)).toEqual([organisationId])
		await expect(beginProject(as(ctx, actor(['member'])), beginning)).rejects.toEqual(forbidden)
	})
})

describe('correcting a project', () => {
	test('writes, once per version', async ({ ctx }) => {
		const { officer, id, version } = await build(ctx)
		const before = await version()
		await correctProject(officer, id, { ...input({ themes: ['justice'] }), version: before })
		expect(await getProject(officer, id)).toMatchObject({ themes: ['justice'], priorities: ['institutions'] })
		await expect(correctProject(officer, id, { ...input(), version: before })).rejects.toEqual(refused('error.stale'))
	})

	test('is not a partner’s, nor a stranger’s', async ({ ctx }) => {
		const { id, organisation, version } = await build(ctx)
		const lead = await buildStanding(ctx, organisation)
		const asked = { ...input({ title: { fr: 'Autre' } }), version: await version() }
		await expect(correctProject(lead.ctx, id, asked)).rejects.toEqual(forbidden)
		await expect(correctProject(as(ctx, actor(['auditor'])), id, asked)).rejects.toEqual(forbidden)
		await expect(correctProject(as(ctx, actor(['member'])), id, asked)).rejects.toEqual(unseen)
		await expect(getProject(as(ctx, null), id)).rejects.toEqual(unseen)
	})

	test('leaves a public one complete', async ({ ctx }) => {
		const { officer, id, version, publish } = await build(ctx)
		await publish()
		await expect(correctProject(officer, id, { ...input({ summary: {} }), version: await version() })).rejects.toEqual(
			refused('error.project.summary')
		)
	})
})

describe('telling the story', () => {
	test('is for its partners; once it is public, for who leads them; when it is closed for nobody of theirs', async ({ ctx }) => {
		const { officer, id, organisation, version, publish } = await build(ctx)
		const lead = await buildStanding(ctx, organisation)
		const member = await buildStanding(ctx, organisation, 'member')
		const story = async (text: string) => ({ summary: { fr: text }, objectives: {}, story: {}, version: await version() })
		await tellStory(member.ctx, id, await story('Raconté'))
		await publish()
		await expect(tellStory(member.ctx, id, await story('Encore'))).rejects.toEqual(forbidden)
		await tellStory(lead.ctx, id, await story('Encore'))
		expect((await getPublicProject(as(ctx, null), id)).summary).toEqual({ fr: 'Encore' })
		await moveProject(officer, id, { version: await version(), status: 'completed' })
		await moveProject(officer, id, { version: await version(), status: 'closed' })
		await expect(tellStory(lead.ctx, id, await story('Trop tard'))).rejects.toEqual(forbidden)
	})

	test('is not an expert’s or a funder’s', async ({ ctx }) => {
		const { officer, id, version } = await build(ctx)
		const funder = await buildOrganisation(ctx, { name: { fr: 'Fonds' } })
		await addPartner(officer, id, { organisation: funder, role: 'funder' })
		const person = await buildStanding(ctx, funder)
		expect((await getProject(person.ctx, id)).can.tell).toBe(false)
		const asked = { summary: { fr: 'x' }, objectives: {}, story: {}, version: await version() }
		await expect(tellStory(person.ctx, id, asked)).rejects.toEqual(forbidden)
	})
})

describe('publishing a project', () => {
	test('puts it on the portal and in the search, and withdrawing takes it off', async ({ ctx }) => {
		const { officer, id, organisation, version, publish } = await build(ctx)
		await expect(getPublicProject(as(ctx, null), id)).rejects.toEqual(unseen)
		await publish()
		expect((await getPublicProject(as(ctx, null), id)).partners.map((partner) => partner.organisationId)).toEqual([organisation])
		expect((await searchPortfolio(as(ctx, null), { q: 'течове' })).items.map((item) => item.id)).toEqual([id])
		expect((await projectsOf(as(ctx, null), organisation)).map((item) => item.id)).toEqual([id])
		await expect(publishProject(officer, id, { version: await version() })).rejects.toEqual(refused('error.project.public'))
		await withdrawProject(officer, id, { version: await version() })
		expect((await searchPortfolio(as(ctx, null), {})).total).toBe(0)
		expect(await projectsOf(as(ctx, null), organisation)).toEqual([])
		await expect(getPublicProject(as(ctx, null), id)).rejects.toEqual(unseen)
	})

	test('is refused for a draft, without a partner, and to who does not lead the service', async ({ ctx }) => {
		const { officer, id, organisation, version } = await build(ctx)
		await expect(publishProject(officer, id, { version: await version() })).rejects.toEqual(refused('error.project.draft'))
		await moveProject(officer, id, { version: await version(), status: 'running' })
		await removePartner(officer, id, { organisation })
		await expect(publishProject(officer, id, { version: await version() })).rejects.toEqual(refused('error.project.partner'))
		const editor = as(ctx, actor(['editor']))
		await expect(publishProject(editor, id, { version: await version() })).rejects.toEqual(forbidden)
	})

	test('happens once when two publish at once', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const { officer, id, version } = await build(ctx)
		await moveProject(officer, id, { version: await version(), status: 'running' })
		const asked = { version: await version() }
		const ends = await Promise.allSettled([1, 2].map(() => publishProject(officer, id, asked)))
		expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
		const broken = ends.find((end) => end.status === 'rejected')!.reason
		expect(broken).toBeInstanceOf(RuleBroken)
		expect(broken.key).toBe('error.stale')
	})
})

describe('moving a project on', () => {
	test('follows the workflow, and closes only what nothing is owed on', async ({ ctx }) => {
		const { officer, id, version } = await build(ctx)
		await expect(moveProject(officer, id, { version: await version(), status: 'closed' })).rejects.toEqual(
			refused('error.project.status')
		)
		await moveProject(officer, id, { version: await version(), status: 'completed' })
		await ctx.db
			.insertInto('award')
			.values({
				id: '01890000-0000-7000-8000-0000000000aa',
				reference: '2027-AWD-00001',
				kind: 'grant',
				projectId: id,
				amountCents: 100_00,
				status: 'running',
				awardedAt: ctx.now
			})
			.execute()
		await expect(moveProject(officer, id, { version: await version(), status: 'closed' })).rejects.toEqual(
			refused('error.project.awards')
		)
		await ctx.db.updateTable('award').set({ status: 'closed' }).execute()
		await moveProject(officer, id, { version: await version(), status: 'closed' })
		expect((await getProject(officer, id)).status).toBe('closed')
	})
})

describe('activities', () => {
	test('what a partner adds waits for the service', async ({ ctx }) => {
		const { officer, id, organisation, publish } = await build(ctx)
		await publish()
		const lead = await buildStanding(ctx, organisation)
		const about = { title: { fr: 'Atelier' }, text: {}, startsOn: '2026-03-01', endsOn: null, done: true, public: true }
		const activity = await keepActivity(lead.ctx, id, about)
		expect((await getPublicProject(as(ctx, null), id)).activities).toEqual([])
		await keepActivity(officer, id, { ...about, activity })
		expect((await getPublicProject(as(ctx, null), id)).activities.map(({ title }) => title)).toEqual([{ fr: 'Atelier' }])
		await expect(removeActivity(lead.ctx, id, { activity })).rejects.toEqual(forbidden)
		await removeActivity(officer, id, { activity })
		await expect(removeActivity(officer, id, { activity })).rejects.toEqual(unseen)
	})
})

describe('lists', () => {
	test('the office sees every project, a partner theirs, a stranger none', async ({ ctx }) => {
		const { officer, id, organisation } = await build(ctx)
		const other = await draftProject(officer, { ...input({ title: { fr: 'Autre' } }), service: 'cit' })
		const lead = await buildStanding(ctx, organisation)
		expect((await listProjects(officer)).projects.map((each) => each.id).sort()).toEqual([id, other].sort())
		expect((await listProjects(officer, { q: 'Autre' })).projects.map((each) => each.id)).toEqual([other])
		expect((await listOwnProjects(lead.ctx)).map((each) => each.id)).toEqual([id])
		await expect(listProjects(lead.ctx)).rejects.toEqual(forbidden)
		await expect(listOwnProjects(as(ctx, null))).rejects.toEqual(forbidden)
	})

	test('cost the same however many there are', async ({ database }) => {
		const counted: number[] = []
		for (const count of [1, 3]) {
			await transact(contextOn(database.db), async (ctx) => {
				for (let i = 0; i < count; i++) await (await build(ctx)).publish()
				const counting = countingQueries(as(ctx, null))
				await searchPortfolio(counting.ctx, {})
				counted.push(counting.count())
				throw new RuleBroken('error.stale')
			}).catch(() => undefined)
		}
		expect(counted[0]).toBe(counted[1])
	})
})

test('merging two organisations takes the projects along, and undoing brings them back', async ({ ctx }) => {
	const { officer, id, organisation } = await build(ctx)
	const keep = await buildOrganisation(ctx, { name: { fr: 'Gardée' } })
	await addPartner(officer, id, { organisation: keep, role: 'funder' })
	const administrator = as(ctx, { ...actor(['administrator']), accountId: officer.actor!.accountId })
	const merge = await mergeOrganisations(administrator, { keep, gone: organisation })
	const roles = async () => (await getProject(officer, id)).partners.map((each) => [each.organisationId, each.role])
	expect(await roles()).toEqual([[keep, 'lead']])
	await undoMerge(administrator, merge)
	expect(await roles()).toEqual([
		[organisation, 'lead'],
		[keep, 'funder']
	])
})
