import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { accountsById } from '#modules/identity/accounts.server'
import { ownServices } from '#modules/identity/policy'
import { takeAddressOut, type PersonalData } from '#modules/identity/personal-data.server'
import { holdersOf } from '#modules/identity/role-holders.server'
import { entriesOf } from '#modules/network/contact-erasure.server'
import { audit } from '#platform/audit.server'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Locale, Localized } from '#platform/i18n'
import { sendMail } from '#platform/mail.server'
import { programme } from '#programme/programme'
import { mayOpenOffice } from './policy.ts'
import { taskPolicy } from './task-policy.ts'
import type { TaskFilters, TaskInput } from './task-schema.ts'

const PAGE = 50
const refOfTask = (id: string) => `task:${id}`

/** Whom a task of the service can be given to, by name. */
async function assignees(ctx: Ctx, service: string) {
	const found = await holdersOf(ctx, ['officer', 'editor', 'finance', 'head', 'administrator'], service)
	return found.map(({ id, name, email, locale }) => ({ id, name, email, locale }))
}

/** Whom a task of one of the services can be given to, each once. For the office. */
export async function assigneesIn(ctx: Ctx, services: readonly string[]) {
	authorize(mayOpenOffice(ctx.actor))
	const found = new Map<string, { id: string; name: string }>()
	for (const service of services) for (const { id, name } of await assignees(ctx, service)) found.set(id, { id, name })
	return [...found.values()].sort((a, b) => a.name.localeCompare(b.name))
}

async function checkAssignee(ctx: Ctx, { assigneeId, service }: TaskInput) {
	if (assigneeId === null) return null
	const found = (await assignees(ctx, service)).find(({ id }) => id === assigneeId)
	if (!found) throw new RuleBroken('error.task.assignee', 'assigneeId', {}, 422)
	return found
}

/** Whoever is given a task by somebody else is told. */
async function tell(ctx: Ctx, id: string, { title, dueOn }: TaskInput, to: { id: string; email: string; locale: Locale } | null) {
	if (!to || to.id === ctx.actor?.accountId) return
	const params = {
		title,
		by: ctx.actor?.name ?? '',
		due: dueOn ? new Date(`${dueOn}T12:00:00Z`) : null,
		dated: dueOn ? 'yes' : 'no'
	}
	await sendMail(ctx, {
		to: to.email,
		locale: to.locale,
		kind: 'steering.task',
		ref: refOfTask(id),
		subject: 'task.mail.subject',
		params,
		body: [
			{ text: 'task.mail.text', params },
			{ button: 'task.mail.open', url: `/${to.locale}/office/tasks/${id}` }
		]
	})
}

/**
 * Makes a task of a service and tells whom it is given to. Throws RuleBroken `error.task.assignee` on `assigneeId` for
 * somebody who does not work in that service. Returns its id.
 */
export async function makeTask(ctx: Ctx, input: TaskInput): Promise<string> {
	authorize(taskPolicy.make(ctx.actor, input.service))
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const to = await checkAssignee(ctx, input)
		const id = uuidv7()
		await ctx.db
			.insertInto('task')
			.values({ id, ...input, reserved: input.reserved === 'yes', createdAt: ctx.now, createdBy: accountId })
			.execute()
		await audit(ctx, 'task.made', refOfTask(id), { service: input.service })
		await tell(ctx, id, input, to)
		return id
	})
}

async function lockTask(ctx: Ctx, id: string) {
	const task = await ctx.db.selectFrom('task').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
	return task && taskPolicy.read(ctx.actor, task) ? task : notFound()
}

/** Corrects a task. Throws RuleBroken `error.stale` when somebody else saved it since. */
export async function correctTask(ctx: Ctx, id: string, { version, ...input }: TaskInput & { version: number }) {
	authorize(mayOpenOffice(ctx.actor))
	await transact(ctx, async (ctx) => {
		const task = await lockTask(ctx, id)
		authorize(taskPolicy.change(ctx.actor, task) && taskPolicy.make(ctx.actor, input.service))
		if (task.version !== version) throw new RuleBroken('error.stale')
		const to = await checkAssignee(ctx, input)
		await ctx.db
			.updateTable('task')
			.set((eb) => ({ ...input, reserved: input.reserved === 'yes', version: eb('version', '+', 1) }))
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'task.corrected', refOfTask(id), { service: input.service })
		if (to?.id !== task.assigneeId) await tell(ctx, id, input, to)
	})
}

/** Says that a task is done. RuleBroken `error.task.done` when it is already. */
export async function finishTask(ctx: Ctx, id: string) {
	authorize(mayOpenOffice(ctx.actor))
	await transact(ctx, async (ctx) => {
		const task = await lockTask(ctx, id)
		authorize(taskPolicy.finish(ctx.actor, task))
		if (task.doneAt) throw new RuleBroken('error.task.done')
		await ctx.db
			.updateTable('task')
			.set((eb) => ({ doneAt: ctx.now, doneBy: ctx.actor!.accountId, version: eb('version', '+', 1) }))
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'task.done', refOfTask(id))
	})
}

/** Opens a done task again. RuleBroken `error.task.open` when it is not done. */
export async function reopenTask(ctx: Ctx, id: string) {
	authorize(mayOpenOffice(ctx.actor))
	await transact(ctx, async (ctx) => {
		const task = await lockTask(ctx, id)
		authorize(taskPolicy.finish(ctx.actor, task))
		if (!task.doneAt) throw new RuleBroken('error.task.open')
		await ctx.db
			.updateTable('task')
			.set((eb) => ({ doneAt: null, doneBy: null, version: eb('version', '+', 1) }))
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'task.reopened', refOfTask(id))
	})
}

/** Takes a task away: who made it, or the head of its service. */
export async function removeTask(ctx: Ctx, id: string) {
	authorize(mayOpenOffice(ctx.actor))
	await transact(ctx, async (ctx) => {
		const task = await lockTask(ctx, id)
		authorize(taskPolicy.remove(ctx.actor, task))
		await ctx.db.deleteFrom('task').where('id', '=', id).execute()
		await audit(ctx, 'task.removed', refOfTask(id), { service: task.service })
	})
}

/** One task with the name of what it is about. 404 when it is not the actor's to read. */
export async function getTask(ctx: Ctx, id: string) {
	authorize(mayOpenOffice(ctx.actor))
	const task = await ctx.db.selectFrom('task').selectAll().where('id', '=', id).executeTakeFirst()
	if (!task || !taskPolicy.read(ctx.actor, task)) return notFound()
	const people = await accountsById(
		ctx,
		[task.assigneeId, task.createdBy, task.doneBy].flatMap((each) => each ?? [])
	)
	const named = (account: string | null) => (account ? (people.get(account)?.name ?? null) : null)
	return {
		...task,
		assignee: named(task.assigneeId),
		maker: named(task.createdBy),
		finisher: named(task.doneBy),
		subject: task.about ? await subjectOf(ctx, task.about) : null,
		can: {
			change: taskPolicy.change(ctx.actor, task) && !task.doneAt,
			finish: taskPolicy.finish(ctx.actor, task) && !task.doneAt,
			reopen: taskPolicy.finish(ctx.actor, task) && task.doneAt !== null,
			remove: taskPolicy.remove(ctx.actor, task)
		}
	}
}

/** The name and the office's page of what a task is about; null when it is gone or reserved to other services. */
export async function subjectOf(
	ctx: Ctx,
	about: string
): Promise<{ about: string; name: Localized | string; href: string } | null> {
	authorize(mayOpenOffice(ctx.actor))
	const [kind, id] = about.split(':') as [string, string]
	const own = ownServices(ctx.actor)
	const pages: Record<string, string> = {
		organisation: 'partners/organisations',
		person: 'partners/people',
		call: 'calls',
		event: 'events',
		project: 'projects'
	}
	if (!pages[kind]) return null
	const column = kind === 'organisation' || kind === 'person' ? 'name' : 'title'
	const open =
		column === 'name' ? sql`true` : sql`(not reserved or ${own === null} or (service || services) && ${own ?? []}::text[])`
	const { rows } = await sql<{
		name: Localized | string
	}>`select ${sql.ref(column)} as name from ${sql.table(kind)} where id = ${id} and ${open}`.execute(ctx.db)
	return rows[0] ? { about, name: rows[0].name, href: `/office/${pages[kind]}/${id}` } : null
}

/** The tasks the actor may read, the soonest due first (done ones: the last done first), 50 at a time. One query. */
export async function listTasks(
	ctx: Ctx,
	{ whose = 'all', service, show = 'open', about }: TaskFilters & { about?: string } = {},
	after: string | null = null
) {
	authorize(mayOpenOffice(ctx.actor))
	const { accountId } = ctx.actor!
	const own = ownServices(ctx.actor)
	const today = localDate(ctx.now, programme.timeZone)
	const rows = await ctx.db
		.selectFrom('task')
		.leftJoin('account', 'account.id', 'task.assigneeId')
		.selectAll('task')
		.select('account.name as assignee')
		.where((eb) =>
			eb.or([
				eb('task.reserved', '=', false),
				eb('task.assigneeId', '=', accountId),
				...(own === null ? [eb.lit(true)] : own.length ? [eb('task.service', 'in', own)] : [])
			])
		)
		.where('task.doneAt', show === 'done' ? 'is not' : 'is', null)
		.$if(show === 'late', (query) => query.where('task.dueOn', '<', today))
		.$if(whose === 'mine', (query) => query.where('task.assigneeId', '=', accountId))
		.$if(service !== undefined, (query) => query.where('task.service', '=', service!))
		.$if(about !== undefined, (query) => query.where('task.about', '=', about!))
		.$if(after !== null && show === 'done', (query) =>
			query.where(sql<boolean>`(task.done_at, task.id) < (select done_at, id from task where id = ${after})`)
		)
		.$if(after !== null && show !== 'done', (query) =>
			query.where(
				sql<boolean>`(coalesce(task.due_on, 'infinity'), task.id) > (select coalesce(due_on, 'infinity'), id from task where id = ${after})`
			)
		)
		.$if(show === 'done', (query) => query.orderBy('task.doneAt', 'desc').orderBy('task.id', 'desc'))
		.$if(show !== 'done', (query) => query.orderBy('task.dueOn', (order) => order.asc().nullsLast()).orderBy('task.id'))
		.limit(PAGE + 1)
		.execute()
	const shown = rows.slice(0, PAGE).map((task) => ({
		...task,
		late: task.doneAt === null && task.dueOn !== null && task.dueOn < today,
		can: { finish: taskPolicy.finish(ctx.actor, task) && task.doneAt === null }
	}))
	return { tasks: shown, next: rows.length > PAGE ? shown.at(-1)!.id : null }
}

/** How many of the actor's own tasks are due by tomorrow or late, and since when. For the cockpit. One query. */
export async function waitingTasks(ctx: Ctx) {
	authorize(mayOpenOffice(ctx.actor))
	const { rows } = await sql<{ due: number; late: number; since: string | null }>`
		select count(*)::int as due, count(*) filter (where due_on < ${localDate(ctx.now, programme.timeZone)})::int as late, min(due_on) as since
		from task where done_at is null and assignee_id = ${ctx.actor!.accountId}
			and due_on <= ${localDate(new Date(ctx.now.getTime() + 86_400_000), programme.timeZone)}`.execute(ctx.db)
	return rows[0]!
}

/** The tasks given to somebody are theirs to read; they stay with their service, given to nobody. */
export const tasksGiven: PersonalData = {
	name: 'tasks',
	export: (ctx, accountId) =>
		ctx.db
			.selectFrom('task')
			.select(['title', 'text', 'service', 'dueOn', 'createdAt', 'doneAt'])
			.where((eb) => eb.or([eb('assigneeId', '=', accountId), eb('createdBy', '=', accountId)]))
			.orderBy('createdAt')
			.execute(),
	erase: async (ctx, account) => {
		for (const column of ['assigneeId', 'createdBy', 'doneBy'] as const)
			await ctx.db
				.updateTable('task')
				.set({ [column]: null })
				.where(column, '=', account.id)
				.execute()
		await eraseTasksAbout(ctx, await entriesOf(ctx, account))
		await takeAddressOut(ctx, account.email, { task: ['title', 'text'] })
	}
}

/** The tasks about people who are to be forgotten. */
export async function eraseTasksAbout(ctx: Ctx, personIds: string[]): Promise<void> {
	if (personIds.length)
		await ctx.db
			.deleteFrom('task')
			.where(
				'about',
				'in',
				personIds.map((id) => `person:${id}`)
			)
			.execute()
}
