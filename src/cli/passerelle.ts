/** The `passerelle` command: the same verbs as the site's, from a terminal. Exit 0 only when done; errors on stderr. */
// First: what is imported after it finds the programme that the setting names.
import './programme/chosen.ts'
import { Command } from 'commander'
import { BadConfiguration } from '../platform/env.ts'

const start = async (demo: boolean) => (await import('./start.ts')).start({ demo })

const program = new Command('passerelle').description('Runs and looks after a Passerelle programme').showHelpAfterError()

program
	.command('start')
	.description('serve the site and work on its jobs')
	.action(() => start(false))
program
	.command('demo')
	.description('the same on the demo programme, with its sign-ins')
	.action(() => start(true))
program
	.command('migrate')
	.description('bring the database up to date, and nothing else')
	.action(async () => {
		const { applied, stop } = await (await import('./database.ts')).openDatabase()
		await stop()
		process.stdout.write(applied.length ? `${applied.join('\n')}\n` : 'up to date\n')
	})

try {
	// A site that starts again after a crash is waited for: it loads no more than it runs.
	if (!['start', 'demo'].includes(process.argv[2] ?? '')) (await import('./verbs.ts')).addVerbs(program)
	await program.parseAsync()
} catch (error) {
	const { message, stack } = error as Error
	process.stderr.write(
		`passerelle: ${error instanceof BadConfiguration ? message : process.env.PASSERELLE_LOG === 'debug' ? stack : message}\n`
	)
	process.exit(1)
}
