import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { needsFresh } from '#modules/identity/policy'
import { budgetFigures } from '#engines/forms/budget'
import { allFields, findField, isAnswered, type FormDefinition, type FormField } from '#engines/forms/definition'
import { budgetOf, filesOf, filledRows, own, rowsOf, stringsOf, type Answers } from '#engines/forms/values'
import { valueWords } from '#engines/forms/words'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { storeContents } from '#platform/files.server'
import { pickText, translate, type Localized } from '#platform/i18n'
import { keepJobResult, reportProgress } from '#platform/job-progress.server'
import { enqueue } from '#platform/jobs.server'
import { xlsxResponse, type XlsxCell } from '#platform/xlsx.server'
import { barredFor, checkDeclared } from './application-access.server.ts'
import { calls, formOf, lockCall, refOfCall } from './call-rows.server.ts'
import { definitionOf } from './application-rows.server.ts'
import { callPolicy } from './policy.ts'

/** Whole answers are long: few are in hand at a time. */
const BATCH = 50
/** Rows between two words about progress. */
const TOLD = 200

/**
 * Queues a workbook of everything filed in an opened call. For those who run it, freshly authenticated: it holds what the
 * applicants wrote. Returns the job to watch.
 */
export async function exportApplications(ctx: Ctx, callId: string): Promise<string> {
	return transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (!call.openedAt) throw new RuleBroken('error.applications.not_closed')
		await checkDeclared(ctx, callId)
		if (needsFresh(ctx.actor, ctx.now)) throw new RuleBroken('error.identity.needs_fresh')
		await audit(ctx, 'call.applications-exported', refOfCall(callId))
		const job = await enqueue(
			ctx,
			'calls.export-applications',
			{ callId, locale: ctx.locale, accountId: ctx.actor.accountId },
			{ watched: { note: 'applications.export.writing' } }
		)
		return job!
	})
}

/**
 * Writes the workbook for who asked, without what they are kept out of; a batch of rows at a time: ten thousand applications
 * need no more memory than one thousand.
 */
export async function writeApplicationsExport(
	ctx: Ctx,
	{ callId, accountId }: { callId: string; accountId: string },
	jobId: string
): Promise<void> {
	const call = await calls(ctx).where('id', '=', callId).executeTakeFirst()
	const form = await formOf(ctx, callId)
	if (!call?.openedAt || !form) return
	const barred = await barredFor(ctx, callId, accountId)
	let written = 0
	async function* rows() {
		for await (const row of cells(ctx, callId, form!.definition, barred)) {
			yield row
			if (++written % TOLD === 0)
				await reportProgress(ctx, jobId, { done: written, total: null, note: 'applications.export.writing' })
		}
	}
	const body = xlsxResponse(call.reference, rows()).body as unknown as ReadableStream
	const file = await storeContents(ctx, Readable.fromWeb(body), {
		name: `${call.reference}.xlsx`,
		type: 'xlsx',
		owner: { kind: 'export', id: jobId }
	})
	await keepJobResult(ctx, jobId, { figures: { read: Math.max(0, written - 1) }, fileId: file.id })
}

async function* cells(
	ctx: Ctx,
	callId: string,
	newest: FormDefinition,
	barred: (applicationId: string) => boolean
): AsyncGenerator<XlsxCell[]> {
	const { locale } = ctx
	const columns = allFields(newest).filter(isAnswered)
	yield [
		translate(locale, 'applications.reference'),
		translate(locale, 'applications.applicant'),
		translate(locale, 'applications.name'),
		translate(locale, 'applications.lot'),
		translate(locale, 'applications.status'),
		translate(locale, 'applications.filed_at'),
		translate(locale, 'applications.requested'),
		...columns.map(({ label }) => pickText(label, locale))
	]
	for (let after: string | null = null; ;) {
		const rows = await ctx.db
			.selectFrom('application')
			.innerJoin('filing', 'filing.id', 'application.filingId')
			.leftJoin('organisation', 'organisation.id', 'application.organisationId')
			.leftJoin('account', 'account.id', 'application.accountId')
			.leftJoin('lot', 'lot.id', 'application.lotId')
			.select([
				'application.id',
				'application.reference',
				'application.title',
				'application.status',
				'application.requestedCents'
			])
			.select(['application.formVersionId', 'organisation.name as organisation', 'account.name as person', 'lot.title as lot'])
			.select(['filing.answers', 'filing.filedAt'])
			.where('application.callId', '=', callId)
			.$if(after !== null, (query) => query.where('application.id', '>', after!))
			.orderBy('application.id')
			.limit(BATCH)
			.execute()
		for (const row of rows) {
			if (barred(row.id)) continue
			const definition = await definitionOf(ctx, row.formVersionId)
			yield [
				row.reference,
				row.organisation ? pickText(row.organisation as Localized, locale) : (row.person ?? ''),
				row.title,
				row.lot ? pickText(row.lot as Localized, locale) : '',
				translate(locale, `applications.status.${row.status as 'filed'}`),
				row.filedAt,
				row.requestedCents === null ? null : row.requestedCents / 100,
				...columns.map(({ key }) => cellOf(findField(definition, key), row.answers as Answers, locale))
			]
		}
		if (rows.length < BATCH) return
		after = rows.at(-1)!.id
	}
}

/** One cell: what has no line of its own by its measure (rows, files, euros). */
function cellOf(field: FormField | undefined, answers: Answers, locale: Ctx['locale']): XlsxCell {
	if (!field) return null
	const value = own(answers, field.key)
	switch (field.kind) {
		case 'table':
			return filledRows(rowsOf(value)).length
		case 'file':
			return filesOf(value)
				.map(({ name }) => name)
				.join('; ')
		case 'budget':
			return budgetFigures(field.rules, budgetOf(value)).total / 100
		case 'theme':
			return stringsOf(value).join('; ')
		case 'number':
			return typeof value === 'number' ? value : valueWords(field, value, locale)
		case 'money':
			return typeof value === 'number' ? value / 100 : valueWords(field, value, locale)
		default:
			return valueWords(field, value, locale)
	}
}
