import { describe, expect } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '#platform/ctx'
import { buildAward, buildScholarship, stored, versionOf } from '#test/awards'
import { buildOpenProject } from '#test/open-data'
import { NOW, test, trail } from '#test/support'
import { joinAlumni, leaveAlumni, getAlumnus, listAlumni } from './alumni.server.ts'
import { acceptAward, getAward } from './awards.server.ts'
import { closeAward } from './closures.server.ts'
import { suggestExperts } from './expert-suggestions.server.ts'
import { getInstalments } from './instalments.server.ts'
import { heldAwards } from './personal-data.server.ts'
import { acceptReport } from './report-review.server.ts'
import { fileReport, reportsOf, saveReport } from './reports.server.ts'
import type { StayInput } from './stay-schema.ts'
import { confirmStay, dropStay, endMission, getStays, planStay } from './stays.server.ts'

const terms = { purpose: 'Три месеца в съда.', deliverables: '' }
const input = (version: number, given: Partial<StayInput>): StayInput => ({
	...{ version, stay: null, host: null, person: null, ...terms, startsOn: '2027-02-01', endsOn: '2027-04-30', days: null },
	...given
})
const later = (ctx: Ctx, day: string): Ctx => ({ ...ctx, now: new Date(`${day}T12:00:00Z`) })

/** A scholarship with its stay set, not confirmed. */
async function planned(ctx: Ctx) {
	const award = await buildScholarship(ctx)
	const stay = await planStay(award.officer, award.id, input(await versionOf(ctx, award.id), { host: award.host }))
	return { ...award, stay, move: async () => ({ stay, version: await versionOf(ctx, award.id) }) }
}

describe('the stay of a scholarship', () => {
	test('brings its allowances month by month once the service confirms it, and its report', async ({ ctx }) => {
		const { id, officer, holder, move } = await planned(ctx)
		await expect(confirmStay(holder, id, await move())).rejects.toMatchObject({ status: 403 })
		await confirmStay(officer, id, await move())
		expect(await stored(ctx, id)).toMatchObject([
			{ kind: 'allowance', amountCents: 100_000, dueOn: '2027-02-01', condition: 'stay-confirmed' },
			{ kind: 'allowance', amountCents: 100_000, dueOn: '2027-03-01' },
			{ kind: 'allowance', amountCents: 100_000, dueOn: '2027-04-01' }
		])
		// Those of months that have begun can be asked for.
		expect((await getInstalments(holder, id)).instalments.map(({ met }) => met)).toEqual([true, true, false])
		expect((await reportsOf(holder, id)).reports).toMatchObject([{ kind: 'stay', dueOn: '2027-05-30', status: 'due' }])
		await expect(confirmStay(officer, id, await move())).rejects.toMatchObject({ key: 'error.stays.confirmed' })
		expect((await trail(ctx, `award:${id}`)).map(({ action }) => action)).toContain('award.stay-confirmed')
	})

	test('changed, waits to be confirmed again; what is left is spread over the months without an allowance', async ({ ctx }) => {
		const { id, officer, stay, host, move } = await planned(ctx)
		await confirmStay(officer, id, await move())
		const [first] = await stored(ctx, id)
		await ctx.db.updateTable('instalment').set({ status: 'requested' }).where('id', '=', first!.id).execute()
		await planStay(officer, id, input(await versionOf(ctx, id), { stay, host, endsOn: '2027-03-31' }))
		expect((await stored(ctx, id)).map(({ status }) => status)).toEqual(['requested'])
		expect((await reportsOf(officer, id)).reports).toEqual([])
		await confirmStay(officer, id, await move())
		expect(await stored(ctx, id)).toMatchObject([{ amountCents: 100_000 }, { amountCents: 200_000, dueOn: '2027-03-01' }])
		await dropStay(officer, id, await move())
		expect((await getStays(officer, id)).stays).toEqual([])
	})

	test('is refused to others, before the award runs, twice, and where it is not whole', async ({ ctx }) => {
		const { id, officer, holder, host, stay } = await planned(ctx)
		const version = await versionOf(ctx, id)
		const plan = (by: Ctx, given: Partial<StayInput>, at = version) => planStay(by, id, input(at, { host, ...given }))
		await expect(plan(holder, { stay })).rejects.toMatchObject({ status: 403 })
		await expect(plan(ctx, { stay })).rejects.toMatchObject({ status: 404 })
		await expect(plan(officer, {})).rejects.toMatchObject({ key: 'error.stays.one' })
		await expect(plan(officer, { stay }, version - 1)).rejects.toMatchObject({ key: 'error.stale' })
		await expect(plan(officer, { stay, endsOn: '2027-01-01' })).rejects.toMatchObject({ field: 'endsOn' })
		await expect(plan(officer, { stay, endsOn: '2047-01-01' })).rejects.toMatchObject({ key: 'error.stays.long' })
		await expect(plan(officer, { stay, host: null })).rejects.toMatchObject({ field: 'host' })
		await expect(plan(officer, { stay: id })).rejects.toMatchObject({ status: 404 })
		const grant = await buildAward(ctx)
		await expect(planStay(grant.officer, grant.id, input(1, { host }))).rejects.toMatchObject({ status: 404 })
	})
})

/** The report on the stay, written by its holder and accepted. */
async function reported({ id, holder, head }: Awaited<ReturnType<typeof planned>>, on: string) {
	const [report] = (await reportsOf(holder, id)).reports
	const posted = { done: 'Наблюдавах заседания.', learned: 'Медиацията.', true: 'bg' }
	await saveReport(later(holder, on), report!.id, { version: 0, posted })
	await fileReport(later(holder, on), report!.id, { version: 1 })
	await acceptReport(later({ ...head, actor: { ...head.actor!, freshUntil: new Date(`${on}T13:00:00Z`) } }, on), report!.id, {
		version: 2,
		lines: []
	})
}

describe('alumni', () => {
	test('join with their consent once the report is accepted, and leave as easily', async ({ ctx }) => {
		const scholarship = await planned(ctx)
		const { id, holder, officer, move } = scholarship
		await confirmStay(officer, id, await move())
		await expect(joinAlumni(holder, id, { now: '' })).rejects.toMatchObject({ key: 'error.alumni.not_yet' })
		await reported(scholarship, '2027-05-10')
		expect((await getAward(holder, id)).status).toBe('completed')
		await expect(joinAlumni(officer, id, { now: '' })).rejects.toMatchObject({ status: 403 })
		await joinAlumni(holder, id, { now: 'Съдия в Русе' })
		expect(await listAlumni(officer)).toMatchObject([{ awardId: id, name: expect.any(String), now: 'Съдия в Русе' }])
		await expect(listAlumni(holder)).rejects.toMatchObject({ status: 404 })
		expect(await getAlumnus(officer, id)).toBeNull()
		await leaveAlumni(holder, id)
		expect(await listAlumni(officer)).toEqual([])
		await expect(leaveAlumni(holder, id)).rejects.toMatchObject({ key: 'error.alumni.left' })
		await joinAlumni(holder, id, { now: '' })
		expect((await getAlumnus(holder, id))?.agreed).toMatchObject({ now: '' })
	})

	test('are forgotten with their account, and told what is held of them', async ({ ctx }) => {
		const scholarship = await planned(ctx)
		const { id, holder } = scholarship
		await ctx.db.updateTable('award').set({ status: 'completed' }).where('id', '=', id).execute()
		await joinAlumni(holder, id, { now: 'Съдия' })
		const { accountId, email } = holder.actor!
		expect(await heldAwards.export(ctx, accountId)).toMatchObject({ scholarships: [{ now: 'Съдия' }], missions: [] })
		await heldAwards.erase(ctx, { id: accountId, email })
		expect(await listAlumni(scholarship.officer)).toEqual([])
		expect(await ctx.db.selectFrom('award').select('personName').where('id', '=', id).executeTakeFirst()).toEqual({
			personName: null
		})
	})
})

async function expert(ctx: Ctx, name: string, themes: string[], country = 'FR') {
	const id = uuidv7()
	await ctx.db
		.insertInto('person')
		.values({
			...{ id, name, sortKey: name, country, themes, languages: ['fr'], isExpert: true, consentedOn: '2027-01-01' },
			...{ visibility: '{}', status: 'listed', createdAt: NOW, updatedAt: NOW }
		})
		.execute()
	return id
}

/** Five days of expertise for an organisation, running. */
async function support(ctx: Ctx) {
	const award = await buildAward(ctx, { kind: 'support', cents: 0 })
	await ctx.db.updateTable('award').set({ expertDays: '5' }).where('id', '=', award.id).execute()
	await acceptAward(award.lead, award.id)
	const person = await expert(ctx, 'Alix Modèle', ['water'])
	const mission = async (given: Partial<StayInput> = {}) =>
		planStay(
			award.officer,
			award.id,
			input(await versionOf(ctx, award.id), { person, days: '3', startsOn: '2027-02-10', endsOn: '2027-02-12', ...given })
		)
	return { ...award, person, mission }
}

describe('a mission of technical support', () => {
	test('is proposed with an expert, agreed to by the holder, and takes the days it took', async ({ ctx }) => {
		const { id, officer, lead, member, head, mission } = await support(ctx)
		const stay = await mission()
		const move = async () => ({ stay, version: await versionOf(ctx, id) })
		await expect(confirmStay(officer, id, await move())).rejects.toMatchObject({ status: 403 })
		await expect(confirmStay(member, id, await move())).rejects.toMatchObject({ status: 403 })
		await expect(endMission(officer, id, { ...(await move()), days: '2' })).rejects.toMatchObject({
			key: 'error.stays.not_agreed'
		})
		await confirmStay(lead, id, await move())
		expect((await reportsOf(lead, id)).reports).toMatchObject([{ kind: 'mission', dueOn: '2027-03-14' }])
		await expect(endMission(officer, id, { ...(await move()), days: '5.5' })).rejects.toMatchObject({ field: 'days' })
		await endMission(officer, id, { ...(await move()), days: '2.5' })
		expect(await getStays(lead, id)).toMatchObject({
			days: { granted: 5, planned: 2.5 },
			stays: [{ terms: { expert: 'Alix Modèle' }, can: { change: false, confirm: false, end: false } }]
		})
		await expect(dropStay(officer, id, await move())).rejects.toMatchObject({ key: 'error.stays.done' })
		const mails = await ctx.db.selectFrom('mail').select('kind').where('ref', '=', `award:${id}`).execute()
		expect(mails.map(({ kind }) => kind)).toContain('awards.mission-proposed')
		// With days to spare the report does not end the award: its head does.
		const [report] = (await reportsOf(lead, id)).reports
		await saveReport(lead, report!.id, { version: 0, posted: { done: 'Обход.', findings: 'Сменете помпата.', true: 'bg' } })
		await expect(closeAward(head, id, { version: await versionOf(ctx, id) })).rejects.toMatchObject({
			key: 'error.closure.reports'
		})
		await fileReport(lead, report!.id, { version: 1 })
		await acceptReport(head, report!.id, { version: 2, lines: [] })
		expect((await getAward(lead, id)).status).toBe('running')
		await closeAward(head, id, { version: await versionOf(ctx, id) })
		expect((await getAward(lead, id)).status).toBe('closed')
	})

	test('needs a known expert and days that are left', async ({ ctx }) => {
		const { mission } = await support(ctx)
		await mission()
		await expect(mission({ days: '2.5' })).rejects.toMatchObject({ key: 'error.stays.days', params: { left: 2 } })
		await expect(mission({ days: null })).rejects.toMatchObject({ field: 'days' })
		await expect(mission({ days: '2', person: uuidv7() })).rejects.toMatchObject({ key: 'error.stays.expert' })
		await mission({ days: '2' })
	})

	test('is suggested experts by the themes of its project, those of the other country first', async ({ ctx }) => {
		const { id: projectId } = await buildOpenProject(ctx)
		const { id, officer, lead, person } = await support(ctx)
		await ctx.db.updateTable('award').set({ projectId }).where('id', '=', id).execute()
		const here = await expert(ctx, 'Боряна Образцова', ['water'], 'BG')
		const both = await expert(ctx, 'Zoé Modèle', ['water', 'waste'])
		await expert(ctx, 'Yves Modèle', ['justice'])
		expect((await suggestExperts(officer, id)).map(({ id, common, abroad }) => [id, common, abroad])).toEqual([
			[both, ['water', 'waste'], true],
			[person, ['water'], true],
			[here, ['water'], false]
		])
		await expect(suggestExperts(lead, id)).rejects.toMatchObject({ status: 403 })
	})
})
