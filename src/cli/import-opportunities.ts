import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Command } from 'commander'
import { importOpportunities } from '../modules/funding/file-import.server.ts'
import type { Ctx } from '../platform/ctx.ts'
import { connect } from '../platform/db.server.ts'
import { BadConfiguration } from '../platform/env.ts'
import { translate } from '../platform/i18n.ts'
import { fundingSources } from '#programme/funding-sources'
import { openDatabase } from './database.ts'

type Options = { source: string; dryRun?: boolean; skipBad?: boolean; json?: boolean }

/** Adds `import opportunities FILE` to the command `import`: exit 0 only when it was carried out. */
export function addOpportunityImport(importing: Command) {
	importing
		.command('opportunities <file>')
		.description('funding opportunities from a CSV, an XLSX, or what a source gives (JSON, RSS, Atom, a page of ИСУН)')
		.option('--source <key>', `as which source: ${fundingSources.map(({ key }) => key).join(', ')}`, 'file')
		.option('--dry-run', 'check and report, write nothing')
		.option('--skip-bad', 'leave rejected records out, and values that cannot be read, instead of refusing the file')
		.option('--json', 'print the report as JSON')
		.action(run)
}

async function run(file: string, { source, dryRun = false, skipBad = false, json }: Options) {
	if (!fundingSources.some(({ key }) => key === source))
		throw new BadConfiguration(`--source: must be one of ${fundingSources.map(({ key }) => key).join(', ')}`)
	const payload = await readFile(file).catch(() => {
		throw new BadConfiguration(`${file}: cannot be read`)
	})
	const opened = await openDatabase()
	const database = connect(opened.url, { max: 2, timeout: 0 })
	try {
		const ctx: Ctx = { db: database.db, actor: null, now: new Date(), locale: 'en', requestId: 'cli' }
		const report = await importOpportunities(ctx, payload, { source, extension: extname(file).toLowerCase(), dryRun, skipBad })
		const { errors, written, ...figures } = report
		const said = errors.map(({ row, field, message, value }) => ({
			row,
			field,
			message: `${translate('en', message)}${value ? ` (${value.slice(0, 60)})` : ''}`
		}))
		if (json) process.stdout.write(`${JSON.stringify({ ...figures, errors: said })}\n`)
		else {
			for (const { row, field, message } of said) process.stderr.write(`row ${row}${field ? `, ${field}` : ''}: ${message}\n`)
			process.stdout.write(
				`${Object.entries(figures)
					.map((figure) => figure.join(' '))
					.join(', ')}\n`
			)
		}
		if (!written && !dryRun) throw new BadConfiguration('nothing was written: correct the file, or use --skip-bad')
	} finally {
		await database.close()
		await opened.stop()
	}
}
