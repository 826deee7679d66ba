import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../src/platform/embedded.server.ts'
import { migrate } from '../src/platform/migrate.server.ts'

declare module 'vitest' {
	interface ProvidedContext {
		/** A server's address, and the name of a migrated database on it that test files copy. */
		server: string
		template: string
	}
}

/** Safe only where losing everything in a power cut does not matter. */
export const careless = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' }

/**
 * One server for the whole run, with a migrated template that every test file copies. TEST_DATABASE_URL names another
 * server (PostgreSQL 15 or newer) instead of the embedded one.
 */
export default async function setup(project: TestProject) {
	const dir = await mkdtemp(join(tmpdir(), 'passerelle-test-'))
	await chmod(dir, 0o711)
	const given = process.env.TEST_DATABASE_URL
	const server = given ? undefined : await startEmbedded(join(dir, 'db'), careless)
	const address = given ?? server!.url('postgres')
	const template = `passerelle_template_${process.pid}`
	const url = new URL(address)
	url.pathname = `/${template}`
	const admin = new pg.Client(address)
	await admin.connect()
	await admin.query(`drop database if exists ${template}`)
	await admin.query(`create database ${template} template template0 encoding 'UTF8'`)
	await migrate(url.href)
	project.provide('server', address)
	project.provide('template', template)
	return async () => {
		await admin.query(`drop database if exists ${template} with (force)`)
		await admin.end()
		await server?.stop()
		await rm(dir, { recursive: true, force: true })
	}
}
