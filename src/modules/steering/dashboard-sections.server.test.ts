import { sql } from 'kysely'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { translate } from '#platform/i18n'
import { indicators } from '#programme/indicators'
import { programme } from '#programme/programme'
import { buildSignedIn } from '#test/accounts'
import { buildDraft, buildOpenCall } from '#test/applications'
import { buildAward, buildRunning, stored as storedInstalments } from '#test/awards'
import { buildTwo } from '#test/introductions'
import { shapes } from '#programme/territories/map'
import { actor, as, NOW, test } from '#test/support'
import { getDashboard } from './dashboards.server.ts'
import { refreshFigures } from './fact-rows.server.ts'
import { figureFile } from './figure-files.server.ts'
import type { Section } from './figure-schema.ts'

const officer = (ctx: Ctx) => as(ctx, actor(['officer']))
const rows = async (ctx: Ctx, section: Section, key: string, filters = {}) =>
	(await getDashboard(officer(ctx), section, filters)).figures
		.find((each) => each.key === key)
		?.rows.map(({ label, values }) => [label, ...values])
const priority = (key: string) => programme.priorities.find((each) => each.key === key)!.name.fr

/** A decided call with three applications, each read by two. */
async function decided(ctx: Ctx) {
	const callId = await buildOpenCall(ctx)
	const [once, thrice] = [uuidv7(), uuidv7()]
	await sql`insert into criterion (id, call_id, position, title, weight) values
		(${once}, ${callId}, 0, '{"fr":"A"}', 1), (${thrice}, ${callId}, 1, '{"fr":"B"}', 3)`.execute(ctx.db)
	const evaluators: string[] = []
	for (const number of [1, 2]) {
		const { accountId } = await buildSignedIn(ctx)
		const id = uuidv7()
		evaluators.push(id)
		await sql`insert into evaluator (id, call_id, account_id, number, added_at) values (${id}, ${callId}, ${accountId}, ${number}, ${NOW})`.execute(
			ctx.db
		)
	}
	const applications: string[] = []
	for (const { status, days, population, marks } of [
		{
			status: 'selected',
			days: 10,
			population: 3000,
			marks: [
				[5, 5],
				[5, 5]
			]
		},
		{
			status: 'reserve',
			days: 20,
			population: 15_000,
			marks: [
				[5, 3],
				[3, 1]
			]
		},
		{
			status: 'rejected',
			days: 40,
			population: null,
			marks: [
				[1, 1],
				[5, 1]
			]
		}
	]) {
		const { id, organisationId } = await buildDraft(ctx, callId)
		applications.push(id)
		const filing = uuidv7()
		const filedAt = new Date(NOW.getTime() - days * 86_400_000)
		await sql`insert into filing (id, application_id, number, answers, digest, salt, filed_at, request_key) values (${filing}, ${id}, 1, '{}', repeat('a', 64), 's', ${filedAt}, ${uuidv7()})`.execute(
			ctx.db
		)
		await sql`update application set status = ${status}, filed_at = ${filedAt}, filing_id = ${filing} where id = ${id}`.execute(
			ctx.db
		)
		await sql`update organisation set population = ${population} where id = ${organisationId}`.execute(ctx.db)
		for (const [reader, [a, b]] of marks.entries())
			await sql`insert into review (id, application_id, evaluator_id, scores, status, salt, commitment, assigned_at, submitted_at)
				values (${uuidv7()}, ${id}, ${evaluators[reader]!}, ${JSON.stringify({ [once]: { score: a }, [thrice]: { score: b } })}, 'submitted', 's', 'c', ${NOW}, ${NOW})`.execute(
				ctx.db
			)
	}
	await sql`update call set status = 'decided', decided_at = ${NOW} where id = ${callId}`.execute(ctx.db)
	return { callId, applications }
}

describe('the figures of a dashboard', () => {
	test('adds up what was given, paid and brought by others, by year, kind and priority', async ({ ctx }) => {
		const running = await buildRunning(ctx)
		const [advance] = await storedInstalments(ctx, running.id)
		const callId = await buildOpenCall(ctx, { lots: [{ title: { en: 'One' } }, { title: { en: 'Two' } }] })
		await sql`update call set priorities = '{inclusion}', themes = '{water}', opens_at = '2026-03-01', closes_at = '2026-06-01' where id = ${callId}`.execute(
			ctx.db
		)
		await sql`update lot set envelope_cents = 1000000 where call_id = ${callId}`.execute(ctx.db)
		const other = await buildAward(ctx, { kind: 'support', cents: 300_000 })
		await sql`update award set call_id = ${callId}, awarded_at = '2026-09-01' where id = ${other.id}`.execute(ctx.db)
		const declined = await buildAward(ctx, { cents: 900_000 })
		await sql`update award set status = 'declined' where id = ${declined.id}`.execute(ctx.db)
		await refreshFigures(ctx)

		expect(await rows(ctx, 'money', 'money')).toEqual([
			['2026', 2_000_000, 300_000, 0, 0],
			['2027', null, 500_000, advance!.amountCents, 125_000]
		])
		expect(advance!.amountCents).toBeGreaterThan(0)
		expect(await rows(ctx, 'money', 'money_kinds')).toEqual(
			expect.arrayContaining([
				[translate('fr', 'awards.kind.grant'), 500_000, advance!.amountCents],
				[translate('fr', 'awards.kind.support'), 300_000, 0]
			])
		)
		expect(await rows(ctx, 'money', 'money_priorities')).toEqual([[priority('inclusion'), 300_000, 0]])
		expect(await rows(ctx, 'money', 'money', { year: 2027 })).toHaveLength(1)
	})

	test('says how a selection went: who was chosen, after how long, and how far readers agreed', async ({ ctx }) => {
		const { callId, applications } = await decided(ctx)
		expect(applications).toHaveLength(3)
		await refreshFigures(ctx)
		expect(await rows(ctx, 'selection', 'applications')).toEqual([['2027', 3, 1]])
		// 10, 20 and 40 days.
		expect(await rows(ctx, 'selection', 'days')).toEqual([['2027', 20]])
		// Wholly, by half and by three quarters: a criterion counts three times the other.
		expect(await rows(ctx, 'selection', 'agreement')).toEqual([['2027', 75]])
		// Under five decisions no rate is told.
		expect((await rows(ctx, 'selection', 'success_kinds'))!.map(([, rate]) => rate)).toEqual([null])
		expect(await rows(ctx, 'selection', 'success_sizes')).toEqual([
			[translate('fr', 'figure.size.town-1'), null],
			[translate('fr', 'figure.size.town-2'), null],
			[translate('fr', 'figure.size.unsaid'), null]
		])
		expect(await rows(ctx, 'balance', 'towns')).toEqual([
			[translate('fr', 'figure.size.town-1'), 1, 1],
			[translate('fr', 'figure.size.town-2'), 1, 0],
			[translate('fr', 'figure.size.town-3'), 0, 0],
			[translate('fr', 'figure.size.town-4'), 0, 0]
		])
		await sql`update call set decided_at = null where id = ${callId}`.execute(ctx.db)
		await refreshFigures({ ...ctx, now: new Date(NOW.getTime() + 1000) })
		expect(await rows(ctx, 'selection', 'applications')).toEqual([])
	})

	test('rolls indicators up by priority, and keeps few people to itself', async ({ ctx }) => {
		for (const [reference, actual, state] of [
			['P-1', 40, 'running'],
			['P-2', 25, 'completed'],
			['P-3', 8, 'completed']
		] as const) {
			const id = uuidv7()
			await sql`insert into project (id, reference, service, title, priorities, ends_on, status, created_at, updated_at)
				values (${id}, ${reference}, 'cit', '{"fr":"P"}', '{inclusion}', '2027-12-31', ${state}, ${NOW}, ${NOW})`.execute(ctx.db)
			await sql`insert into indicator (id, project_id, key, title, people, target, actual) values
				(${uuidv7()}, ${id}, 'participants', '{"fr":"I"}', true, 50, ${actual}), (${uuidv7()}, ${id}, null, '{"fr":"Own"}', false, 1, 1)`.execute(
				ctx.db
			)
		}
		await refreshFigures(ctx)
		const reached = [[indicators.find(({ key }) => key === 'participants')!.title.fr, 65, 100]]
		expect(await rows(ctx, 'results', 'results')).toEqual(reached)
		expect(await rows(ctx, 'results', 'results_inclusion')).toEqual(reached)
		expect(await rows(ctx, 'results', 'project_states')).toEqual([
			[translate('fr', 'project.status.running'), 1],
			[translate('fr', 'project.status.completed'), 2]
		])
	})

	test('counts introductions, those both sides agreed to, and the best that came of each', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const made = async (asked: string, agreed: boolean, outcomes: Record<string, string>) => {
			const id = uuidv7()
			const at = agreed ? NOW : null
			await sql`insert into introduction (id, reference, from_organisation, to_organisation, message, status, from_agreed_at, to_agreed_at, asked_at, lapses_at)
				values (${id}, ${id}, ${fr.id}, ${bg.id}, 'x', ${agreed ? 'closed' : 'declined'}, ${NOW}, ${at}, ${asked}, ${NOW})`.execute(
				ctx.db
			)
			for (const [side, outcome] of Object.entries(outcomes))
				await sql`insert into introduction_outcome (introduction_id, side, outcome, satisfaction, said_at) values (${id}, ${side}, ${outcome}, 4, ${NOW})`.execute(
					ctx.db
				)
		}
		await made('2026-05-01T08:00Z', true, { from: 'contact', to: 'project' })
		await made('2026-06-01T08:00Z', false, {})
		await made('2027-01-10T08:00Z', true, { from: 'nothing' })
		await made('2027-02-10T08:00Z', true, {})
		await refreshFigures(ctx)
		expect(await rows(ctx, 'activity', 'introductions')).toEqual([
			['2026', 2, 1],
			['2027', 2, 2]
		])
		expect(await rows(ctx, 'activity', 'outcomes')).toEqual([
			[translate('fr', 'figure.outcome.project'), 1],
			[translate('fr', 'figure.outcome.nothing'), 1],
			[translate('fr', 'figure.outcome.unsaid'), 1]
		])
	})

	test('gives a figure to take away as a drawing, a picture and a table', async ({ ctx }) => {
		const award = await buildAward(ctx, { cents: 123_450 })
		await sql`update award set awarded_at = '2026-09-01' where id = ${award.id}`.execute(ctx.db)
		await refreshFigures(ctx)
		const board = await getDashboard(officer(ctx), 'money')
		const title = translate('fr', 'figure.money')
		const take = (file: string) => figureFile(board, file, 'fr')

		const svg = await take('money.svg')
		expect(svg.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
		expect(svg.headers.get('content-disposition')).toBe('attachment; filename="money.svg"')
		const drawn = await svg.text()
		expect(drawn).toMatch(/^<svg /)
		expect(drawn).toContain(title)
		expect(drawn).toContain('2026')

		const png = await take('money.png')
		const { format, width } = await sharp(Buffer.from(await png.arrayBuffer())).metadata()
		expect(png.headers.get('content-type')).toBe('image/png')
		expect(format).toBe('png')
		expect(width).toBe(3 * Number(/^<svg [^>]*\bwidth="([\d.]+)"/.exec(drawn)![1]))

		const csv = await take('money.csv')
		expect(csv.headers.get('content-type')).toContain('text/csv')
		const series = ['envelope', 'committed', 'paid', 'cofinanced'] as const
		// In euros.
		expect((await csv.text()).trimEnd().split('\r\n')).toEqual([
			[title, ...series.map((name) => translate('fr', `figure.series.${name}`))].map((cell) => `"${cell}"`).join(','),
			'"2026",,1234.5,0,0'
		])

		for (const file of ['money.pdf', 'nothing.svg', 'money'])
			await expect(take(file), file).rejects.toMatchObject({ status: 404 })
		const balance = await getDashboard(officer(ctx), 'balance')
		const map = await (await figureFile(balance, 'regions.svg', 'fr')).text()
		expect(map.match(/<path /g)!.length).toBe(shapes.length)
		expect(map).toContain('<title>')
		expect((await figureFile(balance, 'regions.csv', 'fr')).status).toBe(200)
	})
})
