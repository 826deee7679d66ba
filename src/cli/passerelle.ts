/** The `passerelle` command: the same verbs as the site's, from a terminal. Exit 0 only when done; errors on stderr. */
// First: what is imported after it finds the programme that the setting names.
import './programme/chosen.ts'
import { Command } from 'commander'
import { BadConfiguration } from '../platform/env.ts'
import { addExportCommand } from './export.ts'
import { addBounceCommand } from './bounces.ts'
import { addBackupCommands } from './backup.ts'
import { openDatabase } from './database.ts'
import { addDoctorCommand } from './doctor.ts'
import { addImportCommands } from './import.ts'
import { addInitCommand } from './programme/init.ts'
import { start } from './start.ts'
import { addUserCommands } from './user.ts'
import { addVerifyCommand } from './verify.ts'

const program = new Command('passerelle').description('Runs and looks after a Passerelle programme').showHelpAfterError()

program
	.command('start')
	.description('serve the site and work on its jobs')
	.action(() => start({ demo: false }))
program
	.command('demo')
	.description('the same on the demo programme, with its sign-ins')
	.action(() => start({ demo: true }))
program
	.command('migrate')
	.description('bring the database up to date, and nothing else')
	.action(async () => {
		const { applied, stop } = await openDatabase()
		await stop()
		process.stdout.write(applied.length ? `${applied.join('\n')}\n` : 'up to date\n')
	})
addInitCommand(program)
addUserCommands(program)
addImportCommands(program)
addExportCommand(program)
addVerifyCommand(program)
addBounceCommand(program)
addBackupCommands(program)
addDoctorCommand(program)

try {
	await program.parseAsync()
} catch (error) {
	const { message, stack } = error as Error
	process.stderr.write(
		`passerelle: ${error instanceof BadConfiguration ? message : process.env.PASSERELLE_LOG === 'debug' ? stack : message}\n`
	)
	process.exit(1)
}
