/** The `passerelle` command: the same verbs as the site's, from a terminal. Exit 0 only when done; errors on stderr. */
import { Command } from 'commander'
import { BadConfiguration } from '../platform/env.ts'
import { start } from './start.ts'
import { addUserCommands } from './user.ts'

const program = new Command('passerelle').description('Runs and looks after a Passerelle programme').showHelpAfterError()

program
	.command('start')
	.description('serve the site and work on its jobs')
	.action(() => start({ demo: false }))
program
	.command('demo')
	.description('the same on the demo programme, with its sign-ins')
	.action(() => start({ demo: true }))
addUserCommands(program)

try {
	await program.parseAsync()
} catch (error) {
	const { message, stack } = error as Error
	process.stderr.write(
		`passerelle: ${error instanceof BadConfiguration ? message : process.env.PASSERELLE_LOG === 'debug' ? stack : message}\n`
	)
	process.exit(1)
}
