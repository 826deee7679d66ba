import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { budgetFigures } from '#engines/forms/budget'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import { same } from '#engines/forms/equal'
import { problemsOf } from '#engines/forms/problems'
import { sheetOf } from '#engines/forms/sheet'
import { budgetOf, filesOf, own, type Answers } from '#engines/forms/values'
import type { Json } from '#engines/record/canonical'
import { sealed } from '#engines/record/seal'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { plannedOnce, transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { enqueue } from '#platform/jobs.server'
import { applicationPolicy, isLate, isWritable, takesFiling } from './application-policy.ts'
import {
	definitionOf,
	formContext,
	ownApplication,
	refOfApplication,
	titleOf,
	type Application
} from './application-rows.server.ts'
import { lockApplicant } from './applications.server.ts'
import type { CallStatus } from './workflow.ts'

/** A file as the filing holds it: its field, its name and the digest of its contents (hex). */
export type FiledFile = { id: string; field: string; name: string; bytes: number; digest: string }
export type Filed = { id: string; number: number; digest: string; filedAt: Date; late: boolean }

/**
 * The database's clock, after the locks are held. A request's own instant is when it came in: one that waited for a lock, or
 * came to a server whose clock lies, would be filed after closing. There is one database, and one clock with it.
 */
async function databaseNow(ctx: Ctx): Promise<Date> {
	const { rows } = await sql<{ at: Date }>`select date_trunc('milliseconds', clock_timestamp()) as at`.execute(ctx.db)
	return rows[0]!.at
}

/**
 * Files what stands in the draft, for its lead: until the instant the call closes, or under an officer's permission after it.
 * Filing again before closing replaces what was filed; each filing stays. `key` is made with the page: the same key, or the
 * same answers as are filed already, get the first filing's answer, so a second click leaves one filing and one receipt.
 * The digest is SHA-256 over a random salt and the canonical answers and digests of the files (engines/record).
 * Throws RuleBroken `error.applications.closed`, `error.applications.problems` (422, `count`), `error.applications.most`.
 */
export const fileApplication = (ctx: Ctx, id: string, key: string): Promise<Filed> => fileAt(ctx, id, key, databaseNow)

/** Filing by another clock than the database's: the demo's past. No route may come to it. */
export async function fileAt(ctx: Ctx, id: string, key: string, clock: (ctx: Ctx) => Promise<Date>): Promise<Filed> {
	return transact(ctx, async (ctx) => {
		const { callId } = await ownApplication(ctx, id)
		// Before the application, as whatever else locks both. Shared with other filings, and not with the job that closes the
		// call: that waits for those under way, so that the list of digests published at closing is whole.
		const call = await ctx.db
			.selectFrom('call')
			.select(['status', 'opensAt', 'closesAt'])
			.where('id', '=', callId)
			.forShare()
			.modifyEnd(plannedOnce)
			.executeTakeFirstOrThrow()
		const application = await ownApplication(ctx, id, { lock: true })
		authorize(applicationPolicy.lead(ctx.actor, application.role))
		const earlier = await filings(ctx, id).where('requestKey', '=', key).executeTakeFirst()
		if (earlier) return asFiled(earlier)

		const applicant = application.organisationId ?? application.accountId ?? id
		await lockApplicant(ctx, callId, applicant)
		const at = await clock(ctx)
		const timed = { ...call, status: call.status as CallStatus }
		if (!isWritable(application.status) || !takesFiling(timed, application.lateUntil, at))
			throw new RuleBroken('error.applications.closed')
		const late = isLate(timed, at)

		const current = application.filingId
			? await filings(ctx, id).where('id', '=', application.filingId).executeTakeFirst()
			: undefined
		if (current && same(current.answers, application.answers)) return asFiled(current)

		const definition = await definitionOf(ctx, application.formVersionId)
		const { answers } = application
		const problems = problemsOf(definition, answers, { for: 'filing', context: formContext(ctx) })
		const count = problems.filter(({ severity }) => severity === 'error').length
		if (count) throw new RuleBroken('error.applications.problems', null, { count }, 422)
		if (application.status === 'draft') await checkMost(ctx, application)

		const files = await filedFiles(ctx, id, definition, answers)
		const { number } = await ctx.db
			.selectFrom('filing')
			.select((eb) => eb.fn.coalesce(eb.fn.max('number'), eb.lit(0)).as('number'))
			.where('applicationId', '=', id)
			.modifyEnd(plannedOnce)
			.executeTakeFirstOrThrow()
		const salt = randomBytes(32).toString('base64')
		const digest = filingDigest({ reference: application.reference, number: number + 1, answers, files }, salt)
		const filing = { id: uuidv7(), number: number + 1, digest, filedAt: at, late }
		await ctx.db
			.insertInto('filing')
			.values({
				...filing,
				applicationId: id,
				answers: JSON.stringify(answers),
				files: JSON.stringify(files),
				salt,
				filedBy: ctx.actor.accountId,
				requestKey: key
			})
			.modifyEnd(plannedOnce)
			.execute()
		await ctx.db
			.updateTable('application')
			.set({
				status: 'filed',
				filingId: filing.id,
				filedAt: at,
				late,
				title: titleOf(definition, answers, application.locale),
				requestedCents: requestedIn(definition, answers),
				updatedAt: at
			})
			.where('id', '=', id)
			.modifyEnd(plannedOnce)
			.execute()
		await ctx.db
			.updateTable('applicationDraft')
			.set({ reason: 'filed' })
			.where('applicationId', '=', id)
			.where('version', '=', application.version)
			.modifyEnd(plannedOnce)
			.execute()
		await audit(ctx, 'application.filed', refOfApplication(id), { number: filing.number, digest, late })
		await enqueue(ctx, 'calls.receipt', { filingId: filing.id })
		return filing
	})
}

const filings = (ctx: Ctx, applicationId: string) =>
	ctx.db
		.selectFrom('filing')
		.select(['id', 'number', 'digest', 'filedAt', 'late', 'answers'])
		.where('applicationId', '=', applicationId)
		.modifyEnd(plannedOnce)
const asFiled = ({ id, number, digest, filedAt, late }: Filed): Filed => ({ id, number, digest, filedAt, late })

/** Hex of the salted digest of a filing; `salt` is base64. The same from what a receipt and the office's file hold. */
export function filingDigest(
	{ reference, number, answers, files }: { reference: string; number: number; answers: Answers; files: FiledFile[] },
	salt: string
): string {
	const value = {
		format: 'passerelle-filing/1',
		application: reference,
		number,
		answers: answers as Json,
		files: files.map(({ field, name, bytes, digest }) => ({ field, name, bytes, digest }))
	}
	return Buffer.from(sealed(value, salt), 'base64').toString('hex')
}

/** No more filed by one applicant than the call takes. */
async function checkMost(ctx: Ctx, { id, callId, organisationId, accountId, call }: Application) {
	const { filed } = await ctx.db
		.selectFrom('application')
		.select((eb) => eb.fn.countAll<number>().as('filed'))
		.where('callId', '=', callId)
		.where('id', '<>', id)
		.where('status', 'not in', ['draft', 'withdrawn'])
		.where((eb) => (organisationId ? eb('organisationId', '=', organisationId) : eb('accountId', '=', accountId)))
		.modifyEnd(plannedOnce)
		.executeTakeFirstOrThrow()
	if (filed >= call.mostPerApplicant) throw new RuleBroken('error.applications.most', null, { max: call.mostPerApplicant })
}

async function filedFiles(ctx: Ctx, id: string, definition: FormDefinition, answers: Answers): Promise<FiledFile[]> {
	const sheet = sheetOf(definition, answers)
	const rows = await ctx.db
		.selectFrom('applicationFile')
		.innerJoin('storedFile', 'storedFile.id', 'applicationFile.fileId')
		.select(['applicationFile.id', 'field', 'storedFile.name', 'storedFile.bytes', 'storedFile.digest'])
		.where('applicationId', '=', id)
		.where('applicationFile.removedAt', 'is', null)
		.orderBy('applicationFile.id')
		.modifyEnd(plannedOnce)
		.execute()
	const named = new Set(
		allFields(definition)
			.filter(({ kind, key }) => kind === 'file' && sheet.shows(key))
			.flatMap(({ key }) => filesOf(own(answers, key)).map((file) => file.id))
	)
	return rows.filter((row) => named.has(row.id))
}

/** What is asked for, in cents: the grant in the budgets that are shown; null where a form has none. */
function requestedIn(definition: FormDefinition, answers: Answers): number | null {
	const sheet = sheetOf(definition, answers)
	const budgets = allFields(definition).filter((field) => field.kind === 'budget' && sheet.shows(field.key))
	if (!budgets.length) return null
	return budgets.reduce(
		(sum, field) =>
			field.kind === 'budget' ? sum + budgetFigures(field.rules, budgetOf(own(answers, field.key))).bySource.grant : sum,
		0
	)
}
