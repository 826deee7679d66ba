import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Argument, type Command } from 'commander'
import { catalogue } from '../modules/projects/open-data/catalogue.server.ts'
import { givingFile, iatiFile, scdlFile } from '../modules/projects/open-data/files.server.ts'
import { publicLines } from '../modules/network/exports.server.ts'
import type { Ctx } from '../platform/ctx.ts'
import { connect } from '../platform/db.server.ts'
import { BadConfiguration, env } from '../platform/env.ts'
import { openDatabase } from './database.ts'

const address = (path: string) => `${env().PUBLIC_URL}${path}`
async function* dcat(ctx: Ctx) {
	yield `${JSON.stringify(await catalogue(ctx, address), null, '\t')}\n`
}

/** What can be written out: the files that stand under /data, as they stand there. */
const files = {
	iati: iatiFile,
	'360giving': (ctx: Ctx) => givingFile(ctx, address),
	scdl: scdlFile,
	dcat,
	organisations: publicLines
} satisfies Record<string, (ctx: Ctx) => AsyncGenerator<string>>
type Format = keyof typeof files

/** Adds `export FORMAT`: the open data from a terminal, streamed; exit 0 only when the whole of it was written. */
export function addExportCommand(program: Command) {
	program
		.command('export')
		.description('write the open data: to the terminal, or to a file')
		.addArgument(new Argument('<format>', 'what to write').choices(Object.keys(files)))
		.option('--output <file>', 'instead of the terminal')
		.action(exportFile)
}

async function exportFile(format: Format, { output }: { output?: string }) {
	const opened = await openDatabase()
	// The server may write as long as it takes.
	const database = connect(opened.url, { max: 2, timeout: 0 })
	try {
		const ctx: Ctx = { db: database.db, actor: null, now: new Date(), locale: 'en', requestId: 'cli' }
		const parts = files[format](ctx)
		const first = await parts.next()
		if (first.done) throw new BadConfiguration(`nothing is public yet: the standard has no empty ${format} file`)
		async function* whole() {
			yield first.value as string
			yield* parts
		}
		const target = output ? createWriteStream(output) : process.stdout
		await pipeline(Readable.from(whole()), target, { end: output !== undefined }).catch((error: NodeJS.ErrnoException) => {
			throw new BadConfiguration(`${output ?? 'the terminal'}: cannot be written (${error.code ?? error.message})`)
		})
	} finally {
		await database.close()
		await opened.stop()
	}
}
