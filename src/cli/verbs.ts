import type { Command } from 'commander'
import { addBackupCommands } from './backup.ts'
import { addBounceCommand } from './bounces.ts'
import { addDoctorCommand } from './doctor.ts'
import { addExportCommand } from './export.ts'
import { addImportCommands } from './import.ts'
import { addInitCommand } from './programme/init.ts'
import { addUserCommands } from './user.ts'
import { addVerifyCommand } from './verify.ts'

/** Every verb but those that serve: they need most of the code, and nobody waits before a page for them. */
export function addVerbs(program: Command): void {
	addInitCommand(program)
	addUserCommands(program)
	addImportCommands(program)
	addExportCommand(program)
	addVerifyCommand(program)
	addBounceCommand(program)
	addBackupCommands(program)
	addDoctorCommand(program)
}
