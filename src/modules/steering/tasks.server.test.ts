import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import { addGrant } from '#modules/identity/roles.server'
import type { Ctx, Role } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { buildSignedIn } from '#test/accounts'
import { buildOrganisation, buildStanding } from '#test/network'
import { actor, as, NOW, test, trail } from '#test/support'
import { getCockpit } from './cockpit.server.ts'
import { taskForm } from './task-schema.ts'
import {
	assigneesIn,
	correctTask,
	eraseTasksAbout,
	finishTask,
	getTask,
	listTasks,
	makeTask,
	removeTask,
	reopenTask,
	tasksGiven
} from './tasks.server.ts'

const administrator = (ctx: Ctx) => as(ctx, actor([{ service: null, role: 'administrator' }]))

/** Somebody with an account who really holds the role. */
async function colleague(ctx: Ctx, service: string, role: Role = 'officer') {
	const person = await buildSignedIn(ctx)
	await addGrant(ctx, person.accountId, { service, role }, null)
	return { ...person, ctx: as(ctx, actor([{ service, role }], { accountId: person.accountId, name: 'Maxime Modèle' })) }
}
const input = (over: Record<string, string> = {}) => taskForm.parse({ title: 'Appeler la mairie', service: 'cit', ...over })
const mails = (ctx: Ctx) =>
	ctx.db.selectFrom('mail').select(['toAddress', 'locale', 'subject']).where('kind', '=', 'steering.task').execute()

describe('a task', () => {
	test('is made, told to whoever it is given to, done and opened again', async ({ ctx }) => {
		const officer = await colleague(ctx, 'cit')
		const other = await colleague(ctx, 'cit')
		const id = await makeTask(officer.ctx, input({ assigneeId: other.accountId, dueOn: '2027-03-02' }))
		expect(await mails(ctx)).toEqual([
			{ toAddress: other.email, locale: 'bg', subject: expect.stringContaining('Appeler la mairie') }
		])
		expect((await listTasks(other.ctx, { whose: 'mine' })).tasks.map((task) => task.id)).toEqual([id])
		expect((await listTasks(officer.ctx, { whose: 'mine' })).tasks).toEqual([])
		expect((await getCockpit(other.ctx)).waiting).toContainEqual(expect.objectContaining({ kind: 'task', params: { count: 1 } }))

		await finishTask(other.ctx, id)
		await expect(finishTask(other.ctx, id)).rejects.toEqual(new RuleBroken('error.task.done'))
		expect((await getTask(officer.ctx, id)).doneAt).toEqual(NOW)
		expect((await listTasks(officer.ctx, { show: 'done' })).tasks.map((task) => task.id)).toEqual([id])
		await reopenTask(officer.ctx, id)
		await expect(reopenTask(officer.ctx, id)).rejects.toEqual(new RuleBroken('error.task.open'))
		expect((await trail(ctx, `task:${id}`)).map(({ action }) => action)).toEqual(['task.made', 'task.done', 'task.reopened'])
	})

	test('is not mailed to oneself, and given only to who works in its service', async ({ ctx }) => {
		const officer = await colleague(ctx, 'cit')
		await makeTask(officer.ctx, input({ assigneeId: officer.accountId }))
		expect(await mails(ctx)).toEqual([])
		const elsewhere = await colleague(ctx, 'ser')
		await expect(makeTask(officer.ctx, input({ assigneeId: elsewhere.accountId }))).rejects.toMatchObject({
			key: 'error.task.assignee',
			field: 'assigneeId'
		})
		expect((await assigneesIn(officer.ctx, ['cit'])).map((each) => each.id)).toEqual([officer.accountId])
	})

	test('that is reserved is its service’s and whose it is', async ({ ctx }) => {
		const officer = await colleague(ctx, 'cit')
		const elsewhere = await colleague(ctx, 'ser')
		const open = await makeTask(officer.ctx, input())
		const hidden = await makeTask(officer.ctx, input({ reserved: 'yes' }))
		const ids = async (asker: Ctx) => (await listTasks(asker)).tasks.map((task) => task.id).sort()
		expect(await ids(officer.ctx)).toEqual([open, hidden].sort())
		expect(await ids(elsewhere.ctx)).toEqual([open])
		await expect(getTask(elsewhere.ctx, hidden)).rejects.toMatchObject({ status: 404 })
		await expect(finishTask(elsewhere.ctx, hidden)).rejects.toMatchObject({ status: 404 })
		await expect(finishTask(elsewhere.ctx, open)).rejects.toMatchObject({ status: 403 })
		await expect(correctTask(elsewhere.ctx, open, { ...input(), version: 1 })).rejects.toMatchObject({ status: 403 })
		await expect(removeTask(elsewhere.ctx, open)).rejects.toMatchObject({ status: 403 })
		await expect(makeTask(elsewhere.ctx, input())).rejects.toMatchObject({ status: 403 })
	})

	test('is corrected once per version, and deleted by its maker', async ({ ctx }) => {
		const officer = await colleague(ctx, 'cit')
		const id = await makeTask(officer.ctx, input())
		await correctTask(officer.ctx, id, { ...input({ title: 'Écrire à la mairie' }), version: 1 })
		await expect(correctTask(officer.ctx, id, { ...input(), version: 1 })).rejects.toEqual(new RuleBroken('error.stale'))
		expect((await getTask(officer.ctx, id)).title).toBe('Écrire à la mairie')
		await removeTask(officer.ctx, id)
		await expect(getTask(officer.ctx, id)).rejects.toMatchObject({ status: 404 })
	})

	test('comes in the order it is due, without a gap from page to page', async ({ ctx }) => {
		const officer = await colleague(ctx, 'cit')
		const due = ['2027-03-09', '', '2027-02-01', '2027-03-09']
		for (let i = 0; i < 15; i++) for (const dueOn of due) await makeTask(officer.ctx, input({ dueOn }))
		const first = await listTasks(officer.ctx)
		const second = await listTasks(officer.ctx, {}, first.next)
		const all = [...first.tasks, ...second.tasks]
		expect(all.map(({ dueOn }) => dueOn)).toEqual([
			...Array<string>(15).fill('2027-02-01'),
			...Array<string>(30).fill('2027-03-09'),
			...Array<null>(15).fill(null)
		])
		expect(new Set(all.map((task) => task.id)).size).toBe(60)
		expect(second.next).toBeNull()
		expect((await listTasks(officer.ctx, { show: 'late' })).tasks).toHaveLength(15)
	})

	test('stays without a person once that person is erased', async ({ ctx }) => {
		const officer = await colleague(ctx, 'cit')
		const id = await makeTask(officer.ctx, input({ assigneeId: officer.accountId }))
		expect(await tasksGiven.export(ctx, officer.accountId)).toMatchObject([{ title: 'Appeler la mairie' }])
		await tasksGiven.erase(ctx, { id: officer.accountId, email: officer.email })
		expect(await getTask(administrator(ctx), id)).toMatchObject({ assigneeId: null, createdBy: null })
	})

	test('about a person goes with them, as an account’s own and as a contact’s; others stay', async ({ ctx }) => {
		const officer = await colleague(ctx, 'cit')
		const organisation = await buildOrganisation(ctx)
		const [one, other, third] = [
			await buildStanding(ctx, organisation),
			await buildStanding(ctx, organisation),
			await buildStanding(ctx, organisation)
		]
		const about = (id: string) => makeTask(officer.ctx, input({ about: id }))
		const kept = [await about(`person:${third.personId}`), await about(`organisation:${organisation}`), await about('')]
		const gone = [await about(`person:${one.personId}`), await about(`person:${other.personId}`)]
		await tasksGiven.erase(ctx, { id: one.accountId, email: one.email })
		await eraseTasksAbout(ctx, [])
		await eraseTasksAbout(ctx, [other.personId])
		const left = await ctx.db
			.selectFrom('task')
			.select('id')
			.where('id', 'in', [...kept, ...gone])
			.execute()
		expect(left.map(({ id }) => id).sort()).toEqual([...kept].sort())
	})

	test.for(['member', 'evaluator'] as Role[])('is not for %s', async (role, { ctx }) => {
		const asker = as(ctx, actor([role]))
		await expect(listTasks(asker)).rejects.toMatchObject({ status: 403 })
		await expect(makeTask(asker, input())).rejects.toMatchObject({ status: 403 })
		await expect(getTask(asker, uuidv7())).rejects.toMatchObject({ status: 403 })
	})
})
