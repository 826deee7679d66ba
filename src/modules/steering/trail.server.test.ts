import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import { createAccount } from '#modules/identity/accounts.server'
import { audit, auditActions } from '#platform/audit.server'
import type { Ctx, Role } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { isMessageKey, translate } from '#platform/i18n'
import { buildOrganisation } from '#test/network'
import { countingQueries } from '#test/queries'
import { actor, as, NOW, test, trail } from '#test/support'
import { exportTrail, historyOf, listTrail } from './trail.server.ts'

const auditor = (ctx: Ctx) => as(ctx, actor([{ service: null, role: 'auditor' }]))
const buildAccount = (ctx: Ctx, name = 'Noé Témoin', email = `${uuidv7()}@example.org`) =>
	createAccount(ctx, { email, name, locale: 'fr' })
const at = (ctx: Ctx, instant: string): Ctx => ({ ...ctx, now: new Date(instant) })
const subjects = async (ctx: Ctx, filters: Parameters<typeof listTrail>[1] = {}) =>
	(await listTrail(auditor(ctx), filters)).entries.map(({ subject }) => subject.ref)
async function linesOf(lines: AsyncIterator<string>) {
	const found: string[] = []
	for (let next = await lines.next(); !next.done; next = await lines.next()) found.push(next.value)
	return found
}

test('every action has its sentence', () => {
	expect(auditActions.filter((action) => !isMessageKey(`audit.${action}`))).toEqual([])
})

describe('the trail', () => {
	test('names the person and the thing, newest first', async ({ ctx }) => {
		const asker = await buildAccount(ctx, 'Hélène Maquette')
		const person = await buildAccount(ctx, 'Огнян Образцов')
		const by = as(at(ctx, '2027-03-01T13:00:00Z'), actor(['administrator'], { accountId: asker }))
		await audit(by, 'role.granted', `account:${person}`, { role: 'officer', service: 'cit' })

		const { entries } = await listTrail(auditor({ ...ctx, locale: 'bg' }), { subject: `account:${person}` })

		expect(entries[0]).toMatchObject({
			action: 'role.granted',
			actor: { id: asker, name: 'Hélène Maquette' },
			subject: { ref: `account:${person}`, kind: 'account', id: person, name: 'Огнян Образцов' },
			role: `${translate('bg', 'identity.role.officer')} (CIT)`
		})
		expect(entries.map(({ action }) => action)).toEqual(['role.granted', 'account.created'])
	})

	test('is kept by days of the programme’s zone, ends included', async ({ ctx }) => {
		// Sofia is two hours ahead: 1 March there begins at 22:00 the day before.
		for (const [instant, subject] of [
			['2027-02-28T21:59:59Z', 'file:before'],
			['2027-02-28T22:00:00Z', 'file:first'],
			['2027-03-01T21:59:59Z', 'file:last'],
			['2027-03-01T22:00:00Z', 'file:after']
		] as const)
			await audit(at(ctx, instant), 'file.stored', subject)
		expect(await subjects(ctx, { from: '2027-03-01', to: '2027-03-01' })).toEqual(['file:last', 'file:first'])
		expect(await subjects(ctx, { from: '2027-03-02' })).toEqual(['file:after'])
		expect(await subjects(ctx, { to: '2027-02-28' })).toEqual(['file:before'])
	})

	test('is narrowed by action, subject, kind of subject, request and person', async ({ ctx }) => {
		const person = await buildAccount(ctx, 'Aline 50%_Test')
		const other = await buildAccount(ctx, 'Aline 50x9Test')
		await audit(as(ctx, actor([], { accountId: person })), 'file.stored', 'file:1')
		await audit({ ...as(ctx, actor([], { accountId: other })), requestId: 'r-2' }, 'file.removed', 'file:2')
		await audit(ctx, 'file.stored', 'filestore:3')
		expect(await subjects(ctx, { action: 'file.removed' })).toEqual(['file:2'])
		expect(await subjects(ctx, { subject: 'file:1' })).toEqual(['file:1'])
		expect(await subjects(ctx, { subject: 'file' })).toEqual(['file:2', 'file:1'])
		expect(await subjects(ctx, { request: 'r-2' })).toEqual(['file:2'])
		expect(await subjects(ctx, { actor: person })).toEqual(['file:1'])
		// What is typed is looked for as it is: % and _ are no wildcards.
		expect(await subjects(ctx, { actor: '50%_t' })).toEqual(['file:1'])
		expect(await subjects(ctx, { actor: 'nobody of that name' })).toEqual([])
	})

	test('does not tell an auditor whose address is searched', async ({ ctx }) => {
		const person = await buildAccount(ctx, 'Noé Témoin', 'secret.address@example.org')
		await audit(as(ctx, actor([], { accountId: person })), 'file.stored', 'file:1')
		expect(await subjects(ctx, { actor: 'secret.address' })).toEqual([])
		const head = as(ctx, actor(['head']))
		expect((await listTrail(head, { actor: 'secret.address' })).entries.map(({ subject }) => subject.ref)).toEqual(['file:1'])
	})

	test('shows 50 at a time and skips nothing, also at the same instant', async ({ ctx }) => {
		for (let i = 0; i < 120; i++) await audit(ctx, 'file.stored', `file:${i}`)
		const seen: string[] = []
		const sizes: number[] = []
		for (let after: string | null = null; ;) {
			const page = await listTrail(auditor(ctx), {}, after)
			seen.push(...page.entries.map(({ subject }) => subject.ref))
			sizes.push(page.entries.length)
			if (!page.next) break
			after = page.next
		}
		expect(sizes).toEqual([50, 50, 20])
		expect(new Set(seen).size).toBe(120)
	})

	test('costs four queries at most, whatever is on the page', async ({ ctx }) => {
		const cost = async () => {
			const counted = countingQueries(auditor(ctx))
			await listTrail(counted.ctx)
			return counted.count()
		}
		await audit(ctx, 'file.stored', 'file:1')
		expect(await cost()).toBe(3)
		for (let i = 0; i < 30; i++) {
			const person = await buildAccount(ctx)
			await audit(as(ctx, actor([], { accountId: person })), 'account.signed-in', `account:${person}`)
		}
		for (let i = 0; i < 5; i++) await audit(ctx, 'organisation.corrected', `organisation:${await buildOrganisation(ctx)}`)
		expect(await cost()).toBe(4)
	})

	test('names a thing by its public reference, and by nothing when it is gone', async ({ ctx }) => {
		const id = await buildOrganisation(ctx)
		const { reference } = await ctx.db
			.selectFrom('organisation')
			.select('reference')
			.where('id', '=', id)
			.executeTakeFirstOrThrow()
		const gone = uuidv7()
		await audit(ctx, 'organisation.corrected', `organisation:${id}`)
		await audit(ctx, 'organisation.corrected', `organisation:${gone}`)
		expect((await historyOf(auditor(ctx), `organisation:${id}`))[0]!.subject.name).toBe(reference)
		expect((await historyOf(auditor(ctx), `organisation:${gone}`))[0]!.subject.name).toBe(null)
	})

	test('says so where the account is gone', async ({ ctx }) => {
		const person = await buildAccount(ctx)
		await audit(as(ctx, actor([], { accountId: person })), 'account.erased', `account:${person}`)
		await sql`update account set name = '', erased_at = ${NOW} where id = ${person}`.execute(ctx.db)
		const [entry] = await historyOf(auditor(ctx), `account:${person}`)
		expect(entry).toMatchObject({ actor: { id: person, name: '' }, subject: { name: '' } })
	})

	test.for(['member', 'evaluator', 'officer', 'editor', 'finance'] as Role[])('is not for %s', async (role, { ctx }) => {
		const asker = as(ctx, actor([role]))
		await expect(listTrail(asker)).rejects.toMatchObject({ status: 403 })
		await expect(historyOf(asker, 'file:1')).rejects.toMatchObject({ status: 403 })
		await expect(exportTrail(asker)).rejects.toMatchObject({ status: 403 })
	})
	test('is not for a stranger', async ({ ctx }) => {
		await expect(listTrail(ctx)).rejects.toMatchObject({ status: 403 })
		await expect(exportTrail(ctx)).rejects.toMatchObject({ status: 403 })
	})
})

describe('taking the trail away', () => {
	test('gives every filtered line, and is an entry itself', async ({ ctx }) => {
		for (let i = 0; i < 620; i++) await audit(ctx, 'file.stored', `file:${i}`, { name: '=1+1' })
		await audit(ctx, 'file.removed', 'file:1')
		const asker = auditor({ ...ctx, locale: 'en' })

		const lines = await linesOf(await exportTrail(asker, { action: 'file.stored' }))

		expect(lines).toHaveLength(621)
		expect(lines[0]).toContain('"Request id"')
		expect(lines[1]).toBe(`"2027-03-01T12:00:00.000Z","","file.stored","file:619",,"test","{""name"":""=1+1""}"\r\n`)
		expect(await trail(ctx, 'trail:all')).toEqual([
			{ action: 'trail.exported', actorId: asker.actor!.accountId, data: { action: 'file.stored' } }
		])
	})

	test('asks to confirm who one is first, and then leaves no entry', async ({ ctx }) => {
		const stale = as(ctx, actor([{ service: null, role: 'administrator' }], { freshUntil: NOW }))
		await expect(exportTrail(stale)).rejects.toEqual(new RuleBroken('error.identity.needs_fresh'))
		expect(await trail(ctx, 'trail:all')).toEqual([])
	})

	test('is not for a head, who may read it', async ({ ctx }) => {
		const head = as(ctx, actor(['head']))
		expect((await listTrail(head)).can).toEqual({ export: false })
		await expect(exportTrail(head)).rejects.toMatchObject({ status: 403 })
		expect(await trail(ctx, 'trail:all')).toEqual([])
	})
})
