import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, test as base, inject } from 'vitest'
import type { Actor, Ctx, Role } from '#platform/ctx'
import { connect, type Database } from '#platform/db.server'
import { env } from '#platform/env'

export const NOW = new Date('2027-03-01T12:00:00Z')

/** A migrated database of its own, copied from the template and dropped at the end: for tests that need real commits. */
export async function ownDatabase(): Promise<Database & AsyncDisposable & { url: string }> {
	const name = `passerelle_${randomUUID().replaceAll('-', '')}`
	const admin = new pg.Client(inject('server'))
	await admin.connect()
	await admin.query(`create database ${name} template ${inject('template')} strategy file_copy`)
	const url = new URL(inject('server'))
	url.pathname = `/${name}`
	// A test computes between two statements, and the machine may have other work: limits here are for hangs.
	const database = connect(url.href, { max: 8, timeout: 240_000 })
	return {
		...database,
		url: url.href,
		async [Symbol.asyncDispose]() {
			await database.close()
			await admin.query(`drop database ${name} with (force)`)
			await admin.end()
		}
	}
}

export const contextOn = (db: Database['db'], over: Partial<Ctx> = {}): Ctx => ({
	db,
	actor: null,
	now: NOW,
	locale: 'fr',
	requestId: 'test',
	...over
})

/**
 * `database` is one per test file; `ctx` is a transaction on it that is never committed, so tests do not see each other.
 */
export const test = base
	// eslint-disable-next-line no-empty-pattern -- vitest reads a fixture's dependencies from this pattern
	.extend('database', { scope: 'file' }, async ({}, { onCleanup }) => {
		const database = await ownDatabase()
		onCleanup(() => database[Symbol.asyncDispose]())
		return database
	})
	.extend('ctx', async ({ database }, { onCleanup }) => {
		const tx = await database.db.startTransaction().execute()
		onCleanup(async () => void (await tx.rollback().execute()))
		return contextOn(tx)
	})

export const as = (ctx: Ctx, actor: Actor | null): Ctx => ({ ...ctx, actor })

/** An actor with roles, fresh and past a second factor unless said otherwise. Not stored: see buildAccount for one that is. */
export const actor = (
	roles: (Role | { service: string | null; role: Role })[] = ['member'],
	over: Partial<Actor> = {}
): Actor => ({
	accountId: randomUUID(),
	sessionId: null,
	name: 'Test',
	email: 'test@example.org',
	locale: 'fr',
	roles: roles.map((role) => (typeof role === 'string' ? { service: 'cit', role } : role)),
	freshUntil: new Date(NOW.getTime() + 600_000),
	secondFactor: true,
	...over
})

/** The payloads of the jobs of a name waiting in the queue. */
export async function queued(ctx: Ctx, name: string) {
	const { rows } = await sql<{ data: unknown }>`select data from pgboss.job where name = ${name} order by created_on`.execute(
		ctx.db
	)
	return rows.map((row) => row.data)
}

/** What the trail says of a subject, oldest first. */
export const trail = (ctx: Ctx, subject: string) =>
	ctx.db.selectFrom('auditEvent').select(['action', 'actorId', 'data']).where('subject', '=', subject).orderBy('id').execute()

/** Call it at the top of a test file that stores files: they go to a folder of its own, removed at the end. */
export function ownHome(): { path: string } {
	const before = env().PASSERELLE_HOME
	const home = { path: '' }
	beforeAll(async () => {
		home.path = await mkdtemp(join(tmpdir(), 'passerelle-home-'))
		env().PASSERELLE_HOME = home.path
	})
	afterAll(async () => {
		env().PASSERELLE_HOME = before
		await rm(home.path, { recursive: true, force: true })
	})
	return home
}
