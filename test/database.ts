import type { TestProject } from 'vitest/node'
import { migrate } from '../src/platform/migrate.server.ts'
import { createDatabase, testServer } from './server.ts'

declare module 'vitest' {
	interface ProvidedContext {
		/** A server's address, and the name of a migrated database on it that test files copy. */
		server: string
		template: string
	}
}

/** One server for the whole run, with a migrated template that every test file copies. */
export default async function setup(project: TestProject) {
	const server = await testServer()
	const name = `passerelle_template_${process.pid}_${project.name}`
	const template = await createDatabase(server.address, name)
	await migrate(template.url)
	project.provide('server', server.address)
	project.provide('template', name)
	return async () => {
		await template.drop()
		await server.stop()
	}
}
