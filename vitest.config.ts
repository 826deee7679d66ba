import { defineConfig } from 'vitest/config'

// Four kinds of test: pure ones; those on a real PostgreSQL; those against the built site over HTTP and in a browser;
// and those on the real files of ../shared, skipped where it is absent. The limits are for hangs: a test that must be fast
// is a benchmark, and the machine may have other work.
// Files on a database share their modules: loading them again for each took a fifth of the time.
const database = { globalSetup: ['test/database.ts'], hookTimeout: 60_000, testTimeout: 30_000, isolate: false }
/**
 * The longest site tests, run on demand (`ALL_JOURNEYS=1 npm test`) and before a release: with them a run on two cores takes
 * more than the twenty minutes it may take at each change. The verbs under them are proved at each change; their pages,
 * their keyboard and their restarts are not: run those a change touches.
 */
const long = ['institutions', 'network', 'portal-bg', 'portal-en', 'portal-fr', 'second-programme', 'sign-in']
	.map((name) => `test/journeys/${name}.test.ts`)
	.concat(['test/site/bad-input.test.ts', 'test/site/lifecycle.test.ts'])

export default defineConfig({
	test: {
		expect: { requireAssertions: true },
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['{src,programme,scripts}/**/*.test.ts'],
					exclude: ['**/*.server.test.ts'],
					testTimeout: 60_000
				}
			},
			{
				extends: true,
				test: { name: 'database', include: ['{src,programme}/**/*.server.test.ts', 'test/database/*.test.ts'], ...database }
			},
			{
				extends: true,
				test: {
					name: 'site',
					include: ['test/access.test.ts', 'test/journeys/*.test.ts', 'test/site/*.test.ts'],
					exclude: process.env.ALL_JOURNEYS ? [] : long,
					globalSetup: ['test/site.ts'],
					testTimeout: 300_000,
					hookTimeout: 300_000
				}
			},
			{ extends: true, test: { name: 'real', include: ['test/real/*.test.ts'], ...database, testTimeout: 240_000 } }
		]
	}
})
