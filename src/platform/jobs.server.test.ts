import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, vi } from 'vitest'
import { actor, as, contextOn, NOW, ownDatabase, ownHome, queued, test, trail } from '#test/support'
import type { Ctx } from './ctx.ts'
import { transact } from './db.server.ts'
import { RuleBroken } from './errors.ts'
import { storeContents } from './files.server.ts'
import { isMessageKey } from './i18n.ts'
import { listJobs, listSchedules, retryJob } from './job-list.server.ts'
import { forgetFinishedJobs, keepJobResult, listWatchedJobs, progressOf, reportProgress } from './job-progress.server.ts'
import { enqueue, jobNames, jobSettings, prepareQueue } from './jobs.server.ts'

ownHome()
const payload = () => ({ mailId: crypto.randomUUID() })
const administrator = actor(['administrator'])
const auditor = actor(['auditor'])
const officer = actor(['officer', 'head'])

/** As the queue leaves a job that has used up its tries. */
const fail = (ctx: Ctx, id: string | null) =>
	sql`update pgboss.job set state = 'failed', retry_count = 3, completed_on = now(), output = '{"message": "broken", "stack": "at /secret"}' where id = ${id}`.execute(
		ctx.db
	)

test('every job has a name for the page of jobs', () => {
	expect(jobNames.filter((name) => !isMessageKey(`job.name.${name}`))).toEqual([])
})

describe('queueing a job', () => {
	test('happens with the change it follows, or not at all', async ({ ctx }) => {
		const kept = payload()
		await enqueue(ctx, 'mail.deliver', kept)
		const rolledBack = transact(ctx, async (ctx) => {
			await enqueue(ctx, 'mail.deliver', payload(), { watched: { note: 'job.state.created' } })
			throw new Error('no')
		})
		await expect(rolledBack).rejects.toThrow('no')

		expect(await queued(ctx, 'mail.deliver')).toEqual([kept])
		expect(await ctx.db.selectFrom('jobProgress').select('jobId').execute()).toEqual([])
	})

	test('finds every queue prepared to notice a killed worker within a minute', async ({ ctx }) => {
		const { rows } = await sql<{ name: string; heartbeatSeconds: number; retryDelay: number; retryLimit: number }>`
			select name, heartbeat_seconds, retry_delay, retry_limit from pgboss.queue where name = any(${jobNames}) order by name`.execute(
			ctx.db
		)

		expect(rows).toEqual(
			jobNames
				.toSorted()
				.map((name) => ({ name, heartbeatSeconds: 20, retryDelay: 10, retryLimit: jobSettings[name].retryLimit }))
		)
	})
})

test('a start puts right the queues that differ and touches no other', async () => {
	await using database = await ownDatabase()
	const { db, pool } = database
	const queues = async () =>
		(
			await sql<{ name: string; retryLimit: number; at: string }>`
			select name, retry_limit, updated_on::text as at from pgboss.queue order by name`.execute(db)
		).rows
	const before = await queues()
	await sql`update pgboss.queue set retry_limit = 1 where name = 'mail.deliver'`.execute(db)
	await sql`delete from pgboss.queue where name = 'files.sweep'`.execute(db)
	await prepareQueue(pool)
	const after = await queues()
	expect(after.map(({ name, retryLimit }) => [name, retryLimit])).toEqual(
		before.map(({ name, retryLimit }) => [name, retryLimit])
	)
	expect(after.filter(({ name, at }) => before.find((each) => each.name === name)!.at !== at).map(({ name }) => name)).toEqual([
		'files.sweep',
		'mail.deliver'
	])
})

describe('the progress of a job', () => {
	test('is for who asked, and for who looks after the machinery', async ({ ctx }) => {
		const id = (await enqueue(as(ctx, officer), 'mail.deliver', payload(), {
			watched: { note: 'job.state.created', total: 4 }
		}))!

		expect(await progressOf(as(ctx, officer), id)).toEqual({
			id,
			name: 'mail.deliver',
			state: 'created',
			done: 0,
			total: 4,
			note: { key: 'job.state.created', params: {} },
			result: null,
			updatedAt: NOW
		})
		expect(await progressOf(as(ctx, auditor), id)).toMatchObject({ id })
		expect((await listWatchedJobs(as(ctx, officer))).map(({ jobId }) => jobId)).toEqual([id])
		for (const stranger of [null, actor(['officer', 'head'])])
			await expect(progressOf(as(ctx, stranger), id)).rejects.toMatchObject({ status: 404 })
		await expect(listWatchedJobs(ctx)).rejects.toMatchObject({ status: 403 })
		expect(await listWatchedJobs(as(ctx, auditor))).toEqual([])
	})

	test('moves on, and ends with a result', async ({ ctx }) => {
		const watcher = as(ctx, officer)
		const id = (await enqueue(watcher, 'mail.deliver', payload(), { watched: { note: 'job.state.created' } }))!

		await reportProgress(ctx, id, { done: 3, total: 7, note: 'mail.fact', params: { label: 'a', value: 2 } })
		expect(await progressOf(watcher, id)).toMatchObject({
			done: 3,
			total: 7,
			note: { key: 'mail.fact', params: { label: 'a', value: 2 } },
			result: null
		})

		const errors = Array.from({ length: 1200 }, (_, row) => ({
			row: row + 2,
			field: 'email',
			message: 'error.required' as const
		}))
		for (let twice = 0; twice < 2; twice++) await keepJobResult(ctx, id, { figures: { read: 1200, accepted: 0 }, errors })

		const { result, done } = await progressOf(watcher, id)
		expect(done).toBe(3)
		expect(result).toEqual({ figures: { read: 1200, accepted: 0 }, fileId: null, errors: errors.slice(0, 1000) })
	})

	test('of a job nobody watches, or that does not exist, is not found', async ({ ctx }) => {
		const id = (await enqueue(as(ctx, officer), 'mail.deliver', payload()))!

		await expect(progressOf(as(ctx, officer), id)).rejects.toMatchObject({ status: 404 })
		await expect(progressOf(as(ctx, administrator), crypto.randomUUID())).rejects.toMatchObject({ status: 404 })
	})

	test('is forgotten after thirty days, with its file', async ({ ctx }) => {
		const [old, recent] = await Promise.all(
			['old', 'recent'].map((name) =>
				storeContents(ctx, Buffer.from(name), { name, type: 'txt', owner: { kind: 'job', id: name } })
			)
		)
		const ids = [crypto.randomUUID(), crypto.randomUUID()] as const
		await keepJobResult(ctx, ids[0], { figures: {}, fileId: old!.id })
		await keepJobResult(ctx, ids[1], { figures: {}, fileId: recent!.id })
		const days = (count: number) => new Date(NOW.getTime() - count * 24 * 3600_000)
		await ctx.db
			.updateTable('jobProgress')
			.set({ updatedAt: days(31) })
			.where('jobId', '=', ids[0])
			.execute()
		await ctx.db
			.updateTable('jobProgress')
			.set({ updatedAt: days(29) })
			.where('jobId', '=', ids[1])
			.execute()

		expect(await forgetFinishedJobs(ctx)).toEqual({ forgotten: 1 })

		expect(await ctx.db.selectFrom('jobProgress').select('jobId').execute()).toEqual([{ jobId: ids[1] }])
		const files = await ctx.db.selectFrom('storedFile').select('removedAt').orderBy('ownerId').execute()
		expect(files).toEqual([{ removedAt: NOW }, { removedAt: null }])
	})
})

describe('the list of jobs', () => {
	test('shows the queue, newest first, filtered and page by page, to administrators and auditors', async ({ ctx }) => {
		const ids: string[] = []
		for (const name of ['mail.deliver', 'files.sweep', 'mail.deliver'] as const) {
			ids.unshift((await enqueue(ctx, name, payload() as never))!)
			await sql`update pgboss.job set created_on = now() + ${`${ids.length} seconds`}::interval where id = ${ids[0]}`.execute(
				ctx.db
			)
		}
		await fail(ctx, ids[0]!)
		await sql`select pgboss.create_queue('other', '{"policy": "standard"}')`.execute(ctx.db)
		await sql`insert into pgboss.job (name) values ('other')`.execute(ctx.db)
		const reader = as(ctx, auditor)

		const all = await listJobs(reader)
		expect(all.jobs.map(({ id }) => id)).toEqual(ids)
		expect(all.can).toEqual({ retry: false })
		expect(all.jobs[0]).toMatchObject({
			name: 'mail.deliver',
			state: 'failed',
			retries: 3,
			error: 'broken',
			done: null,
			completedAt: expect.any(Date) as Date
		})
		expect(JSON.stringify(all)).not.toContain('secret')

		const first = await listJobs(reader, { limit: 2 })
		const second = await listJobs(reader, { limit: 2, cursor: first.next! })
		expect([...first.jobs, ...second.jobs].map(({ id }) => id)).toEqual(ids)
		expect(second.next).toBeNull()
		expect((await listJobs(reader, { state: 'failed' })).jobs.map(({ id }) => id)).toEqual([ids[0]])
		expect((await listJobs(reader, { name: 'files.sweep' })).jobs.map(({ id }) => id)).toEqual([ids[1]])

		for (const stranger of [null, officer]) {
			await expect(listJobs(as(ctx, stranger))).rejects.toMatchObject({ status: 403 })
			await expect(listSchedules(as(ctx, stranger))).rejects.toMatchObject({ status: 403 })
		}
	})

	test('lets an administrator have a failed job tried once more', async ({ ctx }) => {
		const id = (await enqueue(ctx, 'mail.deliver', payload()))!
		const asking = as(ctx, administrator)
		await expect(retryJob(asking, id)).rejects.toEqual(new RuleBroken('job.error.not_failed'))
		await fail(ctx, id)

		for (const stranger of [null, officer, auditor])
			await expect(retryJob(as(ctx, stranger), id)).rejects.toMatchObject({ status: 403 })
		await retryJob(asking, id)

		expect((await listJobs(asking)).jobs).toMatchObject([{ id, state: 'retry' }])
		expect(await trail(ctx, `job:${id}`)).toEqual([
			{ action: 'job.retried', actorId: administrator.accountId, data: { name: 'mail.deliver' } }
		])
		await expect(retryJob(asking, id)).rejects.toEqual(new RuleBroken('job.error.not_failed'))
		await expect(retryJob(asking, crypto.randomUUID())).rejects.toMatchObject({ status: 404 })
	})
})

describe('a worker', () => {
	const start = async (url: string, takes: number) => {
		const child = fork(join(import.meta.dirname, '../../test/worker.ts'), {
			env: { ...process.env, DATABASE_URL: url, TAKES: String(takes), PASSERELLE_LOG: 'silent' }
		})
		await said(child, 'ready')
		return child
	}
	const said = (child: ChildProcess, word: string) =>
		new Promise<void>((done, failed) => {
			child.on('message', (message) => message === word && done())
			child.once('exit', (code) => failed(new Error(`the worker ended with ${code} before it was ${word}`)))
		})

	test('that is killed in the middle of a job leaves it to another, which finishes it', { timeout: 30_000 }, async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const { mailId } = payload()
		const first = await start(database.url, 600_000)
		const started = said(first, 'started')
		const id = (await enqueue(as(ctx, officer), 'mail.deliver', { mailId }, { watched: { note: 'job.state.created' } }))!
		await started
		// What the queue says of every job (see above), shortened: a test cannot wait for a minute.
		await sql`update pgboss.job set heartbeat_seconds = 2, retry_delay = 1, retry_backoff = false where id = ${id}`.execute(
			ctx.db
		)

		first.kill('SIGKILL')
		await once(first, 'exit')
		expect(await progressOf(as(ctx, officer), id)).toMatchObject({ state: 'active', done: 1, result: null })

		const second = await start(database.url, 0)
		await said(second, 'done')
		await vi.waitUntil(async () => (await progressOf(as(ctx, officer), id)).state === 'completed', 5000)
		expect((await progressOf(as(ctx, officer), id)).result).toMatchObject({ figures: { by: second.pid, mailId } })
		second.kill('SIGTERM')
		expect(await once(second, 'exit')).toEqual([0, null])
	})

	test('goes on at once while jobs wait', { timeout: 60_000 }, async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		for (let n = 0; n < 60; n++) await enqueue(ctx, 'mail.deliver', payload())
		const worker = await start(database.url, 0)
		// With a look at the queue for each of them, a second apart, they would take a minute.
		await vi.waitUntil(
			async () => {
				const { rows } = await sql<{ left: number }>`
					select count(*)::int as left from pgboss.job where name = 'mail.deliver' and state <> 'completed'`.execute(ctx.db)
				return rows[0]!.left === 0
			},
			{ timeout: 30_000, interval: 200 }
		)
		worker.kill('SIGTERM')
		expect(await once(worker, 'exit')).toEqual([0, null])
	})

	test('that is stopped finishes its job first', { timeout: 30_000 }, async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const worker = await start(database.url, 1000)
		const started = said(worker, 'started')
		const id = (await enqueue(as(ctx, officer), 'mail.deliver', payload(), { watched: { note: 'job.state.created' } }))!
		const left = (await enqueue(as(ctx, officer), 'mail.deliver', payload(), { watched: { note: 'job.state.created' } }))!
		await started

		worker.kill('SIGTERM')

		expect(await once(worker, 'exit')).toEqual([0, null])
		expect(await progressOf(as(ctx, officer), id)).toMatchObject({ state: 'completed', result: { figures: { by: worker.pid } } })
		expect(await progressOf(as(ctx, officer), left)).toMatchObject({ state: 'created', result: null })
		// Starting also told the queue what runs by itself.
		expect((await listSchedules(as(ctx, auditor))).map(({ name, timeZone }) => [name, timeZone])).toEqual(
			jobNames
				.filter((name) => jobSettings[name].cron)
				.toSorted()
				.map((name) => [name, 'Europe/Sofia'])
		)
	})
})
