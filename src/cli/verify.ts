import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { verifyRecord } from '../engines/record/verify.ts'
import { BadConfiguration } from '../platform/env.ts'
import { translate } from '../platform/i18n.ts'

/** Adds `verify FILE` to the command: anyone may run it, without a database and offline. */
export function addVerifyCommand(program: Command) {
	program
		.command('verify')
		.description('recompute everything the public file of a call states')
		.argument('<file>', 'the record, as published')
		.option('--key <line>', 'the public key you trust, as the service published it')
		.option('--json', 'print { valid, checked, failures: [{ what, where, message }] }')
		.action(verify)
}

async function verify(file: string, { key, json }: { key?: string; json?: boolean }) {
	const { valid, checked, failures } = verifyRecord(await readRecord(file), { publicKey: key })
	const said = failures.map(({ what, where, message }) => ({
		what,
		where,
		message: translate('en', message.key, message.params)
	}))
	if (json) process.stdout.write(`${JSON.stringify({ valid, checked, failures: said })}\n`)
	else if (valid) process.stdout.write(`${translate('en', 'record.verify.valid', { checked })}\n`)
	else {
		const lines = said.map(({ where, message }) => `${where || '/'}: ${message}\n`)
		process.stderr.write(`${translate('en', 'record.verify.invalid', { count: failures.length })}\n${lines.join('')}`)
	}
	if (valid && !json && key === undefined) process.stdout.write(`${translate('en', 'record.verify.own_key')}\n`)
	process.exitCode = valid ? 0 : 1
}

async function readRecord(file: string): Promise<unknown> {
	const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
		throw new BadConfiguration(`${file}: ${error.code === 'ENOENT' ? 'no such file' : `cannot be read (${error.code})`}`)
	})
	try {
		return JSON.parse(text)
	} catch {
		throw new BadConfiguration(`${file}: not a JSON file`)
	}
}
