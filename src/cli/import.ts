import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { importFile } from '../modules/network/import-file.server.ts'
import { kindKeys, seats } from '../modules/network/schema.ts'
import { takeGrants } from '../modules/projects/outside-grants.server.ts'
import type { Ctx } from '../platform/ctx.ts'
import { connect } from '../platform/db.server.ts'
import { BadConfiguration } from '../platform/env.ts'
import { RuleBroken } from '../platform/errors.ts'
import { translate, type MessageKey, type MessageParams } from '../platform/i18n.ts'
import { openDatabase } from './database.ts'
import { addOpportunityImport } from './import-opportunities.ts'

type Options = { dryRun?: boolean; skipBad?: boolean; json?: boolean; country?: string; kind?: string; sheet?: string }

/** Adds `import organisations FILE`: the office's import from a terminal, exit 0 only when it was carried out. */
export function addImportCommands(program: Command) {
	const importing = program.command('import').description('take in a table')
	addOpportunityImport(importing)
	importing
		.command('grants <file>')
		.description('grants of other funders: 360Giving (JSON, CSV, XLSX) or IATI activities (XML)')
		.option('--dry-run', 'check and report, write nothing')
		.option('--skip-bad', 'leave rejected records out instead of refusing the file')
		.option('--json', 'print the report as JSON')
		.action(importGrants)
	importing
		.command('organisations <file>')
		.description('organisations from a CSV or XLSX file; likely duplicates go to the list of duplicates')
		.option('--dry-run', 'check and report, write nothing')
		.option('--skip-bad', 'leave rejected rows out instead of refusing the file')
		.option('--json', 'print the report as JSON')
		.option('--country <code>', 'of rows that have none, such as BG')
		.option('--kind <key>', `of rows that have none: ${kindKeys.join(', ')}`)
		.option('--sheet <name>', 'of a workbook: the first one otherwise')
		.action(importOrganisations)
}

async function importOrganisations(file: string, options: Options) {
	const { country = null, kind = null } = options
	if (country !== null && !seats.includes(country))
		throw new BadConfiguration('--country: not the code of a country of the network')
	if (kind !== null && !kindKeys.includes(kind)) throw new BadConfiguration(`--kind: must be one of ${kindKeys.join(', ')}`)
	return reporting(file, options, (ctx) =>
		importFile(ctx, async () => createReadStream(file), {
			name: basename(file),
			defaults: { country, kind },
			dryRun: options.dryRun ?? false,
			skipBad: options.skipBad ?? false,
			...(options.sheet && { sheet: options.sheet })
		})
	)
}

const importGrants = (file: string, options: Options) =>
	reporting(file, options, (ctx) =>
		takeGrants(ctx, async () => createReadStream(file), {
			name: basename(file),
			dryRun: options.dryRun ?? false,
			skipBad: options.skipBad ?? false
		})
	)

type Reported = {
	errors: { row: number; field: string | null; message: string; params?: MessageParams }[]
	written: boolean
} & Record<string, unknown>

/** Runs an import on the database and says what came of it; throws when nothing was written. */
async function reporting(file: string, options: Options, work: (ctx: Ctx) => Promise<Reported>) {
	await access(file).catch(() => {
		throw new BadConfiguration(`${file}: cannot be read`)
	})
	const opened = await openDatabase()
	// The search for duplicates computes between two statements for as long as the network is large.
	const database = connect(opened.url, { max: 2, timeout: 0 })
	try {
		const ctx: Ctx = { db: database.db, actor: null, now: new Date(), locale: 'en', requestId: 'cli' }
		const report = await work(ctx)
		const { errors, written: _, ...figures } = report
		const said = errors.map(({ row, field, message, params }) => ({
			row,
			field,
			message: translate('en', message as MessageKey, params)
		}))
		if (options.json) process.stdout.write(`${JSON.stringify({ ...figures, errors: said })}\n`)
		else {
			for (const { row, field, message } of said) process.stderr.write(`row ${row}${field ? `, ${field}` : ''}: ${message}\n`)
			process.stdout.write(
				`${Object.entries(figures)
					.map((figure) => figure.join(' '))
					.join(', ')}\n`
			)
		}
		if (!report.written && !options.dryRun) throw new BadConfiguration('nothing was written: correct the rows, or use --skip-bad')
	} catch (error) {
		if (error instanceof RuleBroken) throw new BadConfiguration(`${file}: ${translate('en', error.key, error.params)}`)
		throw error
	} finally {
		await database.close()
		await opened.stop()
	}
}
