import type { Command } from 'commander'
import { addGrant } from '../modules/identity/roles.server.ts'
import { createAccount, findAccountByEmail, replacePassword } from '../modules/identity/accounts.server.ts'
import { resetSecondFactor } from '../modules/identity/second-factor.server.ts'
import { grantableRoles, PASSWORD_LENGTH } from '../modules/identity/schema.ts'
import type { Ctx, Role } from '../platform/ctx.ts'
import { connect, transact } from '../platform/db.server.ts'
import { BadConfiguration } from '../platform/env.ts'
import { RuleBroken } from '../platform/errors.ts'
import { isLocale, locales, translate } from '../platform/i18n.ts'
import { openDatabase } from './database.ts'
import { standardInput } from './standard-input.ts'

type Options = {
	email: string
	name?: string
	latinName?: string
	role?: string
	service?: string
	locale: string
	password?: string
}

/**
 * Adds `user create` to the command: how the first administrator of a deployment comes in; and `user reset-second-factor`:
 * how somebody comes in again who has lost every second step.
 */
export function addUserCommands(program: Command) {
	const user = program.command('user').description('accounts')
	user
		.command('create')
		.description('make an account, or give one a role or a password')
		.requiredOption('--email <address>', 'whose account')
		.option('--name <name>', 'as the person writes it')
		.option('--latin-name <name>', 'the same in Latin letters')
		.option('--role <role>', `one of: ${grantableRoles.join(', ')}`)
		.option('--service <key>', 'the service the role is held in (none: the whole programme)')
		.option('--locale <language>', `one of: ${locales.join(', ')}`, locales[0])
		.option('--password <->', 'read a password from standard input (only “-” is accepted: a command line is seen by everyone)')
		.action(createUser)
	user
		.command('reset-second-factor')
		.description('take the second steps (application, recovery codes, passkeys) from an account that has lost them')
		.requiredOption('--email <address>', 'whose account')
		.action(resetSteps)
}

async function resetSteps({ email }: { email: string }) {
	const opened = await openDatabase()
	const database = connect(opened.url, { max: 1 })
	try {
		const ctx: Ctx = { db: database.db, actor: null, now: new Date(), locale: 'en', requestId: 'cli' }
		const account = await findAccountByEmail(ctx, email)
		if (!account) throw new BadConfiguration('--email: nobody has an account with this address')
		const done = await resetSecondFactor(ctx, account.id)
		process.stdout.write(`${done ? 'reset' : 'nothing to reset:'} ${account.email}\n`)
	} finally {
		await database.close()
		await opened.stop()
	}
}

async function createUser(options: Options) {
	const email = options.email.trim().toLowerCase()
	if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new BadConfiguration('--email: not a mail address')
	const { locale } = options
	if (!isLocale(locale)) throw new BadConfiguration(`--locale: must be one of ${locales.join(', ')}`)
	if (options.role !== undefined && !(grantableRoles as string[]).includes(options.role))
		throw new BadConfiguration(`--role: must be one of ${grantableRoles.join(', ')}`)
	if (options.service !== undefined && options.role === undefined) throw new BadConfiguration('--service: needs a --role')
	if (options.password !== undefined && options.password !== '-')
		throw new BadConfiguration('--password: only - is accepted, then the password on standard input')
	const password = options.password === '-' ? await readPassword() : undefined

	const opened = await openDatabase()
	const database = connect(opened.url, { max: 2 })
	try {
		const ctx: Ctx = { db: database.db, actor: null, now: new Date(), locale, requestId: 'cli' }
		const existing = await findAccountByEmail(ctx, email)
		await transact(ctx, async (ctx) => {
			const id =
				existing?.id ??
				(await createAccount(ctx, {
					email,
					name: options.name,
					latinName: options.latinName ?? null,
					locale,
					...(password && { password })
				}))
			if (existing && password) await replacePassword(ctx, id, password)
			if (options.role) await addGrant(ctx, id, { role: options.role as Role, service: options.service ?? null }, null)
		})
		process.stdout.write(
			`${existing ? 'changed' : 'created'} ${email}${options.role ? ` (${options.role}${options.service ? `, ${options.service}` : ''})` : ''}\n`
		)
	} catch (error) {
		if (error instanceof RuleBroken) throw new BadConfiguration(translate('en', error.key, error.params))
		throw error
	} finally {
		await database.close()
		await opened.stop()
	}
}

async function readPassword(): Promise<string> {
	const password = await standardInput()
	if (password.length < PASSWORD_LENGTH.min || password.length > PASSWORD_LENGTH.max)
		throw new BadConfiguration(`--password: must have ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters`)
	return password
}
