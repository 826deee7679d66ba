/** Everything that can be said of the code without running it. `npm run check`; `npm test` begins with the same. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { leftoverProblems } from './check/leftovers.ts'
import { hardCodedWords } from './check/markup.ts'
import { messageProblems } from './check/messages.ts'
import { migrationProblems } from './check/migrations.ts'
import { root, sources } from './check/sources.ts'
import { command, runSteps, type Step } from './steps.ts'

const bin = (name: string) => join(root, 'node_modules/.bin', name)
const lines = (problems: string[]) => problems.join('\n')

const messages = () => {
	const of = (locale: string) =>
		JSON.parse(readFileSync(join(root, `src/messages/${locale}.json`), 'utf8')) as Record<string, string>
	const code = sources('src/**/*.{ts,svelte}', 'programme/**/*.ts').filter(({ path }) => !path.endsWith('.test.ts'))
	return messageProblems({ fr: of('fr'), bg: of('bg'), en: of('en') }, code)
}

/** The slow ones first: on two cores the others then fill the gaps. */
export const steps: Step[] = [
	{
		name: 'types',
		run: () =>
			command(bin('svelte-check'), [
				'--tsconfig',
				'./tsconfig.json',
				'--fail-on-warnings',
				'--output',
				'human',
				'--threshold',
				'warning'
			])
	},
	{ name: 'lint', run: () => command(bin('eslint'), ['.', '--max-warnings', '0', '--no-color']) },
	{
		name: 'table types match the migrations',
		run: () => command(process.execPath, [join(root, 'scripts/generate-types.ts'), '--check'])
	},
	{ name: 'format', run: () => command(bin('prettier'), ['--check', '--log-level', 'warn', '.']) },
	{
		name: 'arrows',
		run: () => command(bin('depcruise'), ['--output-type', 'err-long', 'src', 'programme', 'test', 'bench', 'scripts'])
	},
	{ name: 'unused code', run: () => command(bin('knip'), ['--no-progress', '--no-config-hints']) },
	{
		name: 'lock file names every platform',
		run: () => command(process.execPath, [join(root, 'scripts/complete-lockfile.ts'), '--check'])
	},
	{ name: 'messages', run: async () => lines(messages()) },
	{ name: 'words in components', run: async () => lines(sources('src/**/*.svelte').flatMap(hardCodedWords)) },
	{ name: 'migrations', run: async () => lines(migrationProblems(sources('migrations/*.sql'))) },
	{
		name: 'nothing left over',
		run: async () =>
			lines(
				sources(
					'{src,programme,scripts,bench,test,bin,migrations,docs}/**/*.{ts,js,mjs,svelte,css,sql,md,json,html}',
					'*.{md,ts,js,cjs,yml,json}'
				)
					.filter(({ path }) => path !== 'package-lock.json')
					.flatMap(leftoverProblems)
			)
	}
]

if (import.meta.main) {
	// Types of routes and of $app are generated.
	const wrong = await command(bin('svelte-kit'), ['sync'])
	if (wrong) process.stderr.write(`${wrong}\n`)
	const { failed } = await runSteps(steps)
	process.exitCode = failed ? 1 : 0
}
