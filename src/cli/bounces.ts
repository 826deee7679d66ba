import { locales } from '../platform/languages.ts'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Command } from 'commander'
import { receiveReturned } from '../modules/newsroom/campaign-bounces.server.ts'
import type { Ctx } from '../platform/ctx.ts'
import { connect } from '../platform/db.server.ts'
import { openDatabase } from './database.ts'

/** `passerelle bounces [FILE…]`: what came back to the mailbox of campaigns. */
export function addBounceCommand(program: Command) {
	program
		.command('bounces')
		.description('read returned mails: files, mbox files, folders of mails (Maildir/new), or one mail from standard input')
		.argument('[file...]')
		.action(async (files: string[]) => {
			const counts: Record<string, number> = { hard: 0, soft: 0, complaint: 0, ignored: 0 }
			const opened = await openDatabase()
			const database = connect(opened.url, { max: 2 })
			try {
				const ctx: Ctx = { db: database.db, actor: null, now: new Date(), locale: locales[0], requestId: 'bounces' }
				if (files.length === 0) counts[await receiveReturned(ctx, await buffer(process.stdin))]!++
				for (const file of files) for await (const mail of mailsIn(file)) counts[await receiveReturned(ctx, mail)]!++
			} finally {
				await database.close()
				await opened.stop()
			}
			process.stdout.write(
				`${Object.entries(counts)
					.map(([result, count]) => `${result} ${count}`)
					.join(', ')}\n`
			)
		})
}

async function* mailsIn(path: string): AsyncGenerator<Buffer> {
	if ((await stat(path)).isDirectory()) {
		for (const name of (await readdir(path)).sort()) yield await readFile(join(path, name))
		return
	}
	const contents = await readFile(path)
	if (!contents.subarray(0, 5).equals(Buffer.from('From '))) return yield contents
	// An mbox file: each mail begins with a line "From …", and such lines within one are escaped by ">".
	for (const mail of contents
		.toString('latin1')
		.split(/^From .*\r?\n/m)
		.slice(1))
		yield Buffer.from(mail.replace(/^>(>*From )/gm, '$1'), 'latin1')
}
