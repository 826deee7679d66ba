import { sql } from 'kysely'
import { accountsById } from '#modules/identity/accounts.server'
import { applyCommand } from '#engines/forms/commands'
import { readAnswers, type Posted } from '#engines/forms/answers'
import { changesBetween } from '#engines/forms/change'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import { same } from '#engines/forms/equal'
import { mergeAnswers, type Conflict } from '#engines/forms/merge'
import type { Problem } from '#engines/forms/problem'
import { own, type Answers } from '#engines/forms/values'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { plannedOnce, transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { thinVersions } from '#platform/versions.server'
import { applicationPolicy, isWritable, takesFiling } from './application-policy.ts'
import {
	definitionOf,
	formContext,
	ownApplication,
	refOfApplication,
	titleOf,
	type Application
} from './application-rows.server.ts'

export type DraftReason = 'begun' | 'saved' | 'restored' | 'filed' | 'merged'

export type Saved = {
	/** What the next save begins from. */
	version: number
	/** What the page shows: where there are conflicts, what was typed here. */
	answers: Answers
	/** Answers that somebody else saved meanwhile and that were not laid over; `theirs` is what is saved. */
	conflicts: Conflict[]
	/** What no answer could hold. */
	problems: Problem[]
	/** The input to come back to, after a button that added or removed a row. */
	focus: string | null
}

/**
 * Saves what a page of the form posted. `version` is the one the page was made from: what somebody else, or another tab,
 * saved since is merged, field by field and in tables cell by cell; where both changed the same answer what is saved stays,
 * and the conflict is returned with both. A save that changes nothing leaves no version.
 * `page` names one opening of a page by a script: what that page saved itself since, the answer having been lost, is no conflict.
 * Drafts keep no audit entries: their history, one row a version with its author, is the trail.
 * Throws RuleBroken `error.applications.closed` once nothing can be filed any more; nothing is written then.
 */
export async function saveDraft(ctx: Ctx, id: string, sent: Sent): Promise<Saved> {
	// Nearly every save meets what its page was made from: one statement writes it, without a lock, if that still stands. In the
	// last minutes of a call this is what the server does four hundred times a second.
	const seen = await writable(ctx, id, { lock: false })
	const saved = sent.version === seen.version ? await lay(ctx, seen, sent) : null
	if (saved) return saved
	return transact(ctx, async (ctx) => (await lay(ctx, await writable(ctx, id), sent)) ?? stale())
}

type Sent = { posted: Posted; version: number; page?: string | null }

/** Lays what was posted over the application as it was read; null, and nothing is written, when it has changed since. */
async function lay(ctx: Ctx, application: Application, { posted, version, page = null }: Sent): Promise<Saved | null> {
	const definition = await definitionOf(ctx, application.formVersionId)
	const upToDate = version === application.version || (await isOwnSince(ctx, application, version, page))
	const base = upToDate ? application.answers : await answersAt(ctx, application, version)
	const read = readAnswers(definition, posted, formContext(ctx), base)
	const command = applyCommand(definition, read.answers, posted)
	// Files have a way of their own: a page made before one was added must not take it away.
	const mine = withFilesOf(definition, command.answers, application.answers)
	const merged = upToDate
		? { answers: mine, conflicts: [] }
		: mergeAnswers(withFilesOf(definition, base, application.answers), mine, application.answers)
	const reason = upToDate ? 'saved' : 'merged'
	const written = await writeIfUnchanged(ctx, application, definition, merged.answers, reason, page)
	if (written === null) return null
	const shown = { ...merged.answers }
	for (const key of new Set(merged.conflicts.map(({ field }) => field.split('.')[0]!))) {
		const typed = own(mine, key)
		if (typed === undefined) delete shown[key]
		else shown[key] = typed
	}
	return { version: written, answers: shown, conflicts: merged.conflicts, problems: read.problems, focus: command.focus }
}

/** What was posted over what is saved, to be shown again where it could not be saved. Writes nothing. */
export async function typedAnswers(ctx: Ctx, id: string, posted: Posted): Promise<Answers> {
	const application = await ownApplication(ctx, id)
	const definition = await definitionOf(ctx, application.formVersionId)
	return readAnswers(definition, posted, formContext(ctx), application.answers).answers
}

/** The application, locked unless said otherwise, if the actor may write in it now. */
export async function writable(ctx: Ctx, id: string, { lock = true } = {}): Promise<Application> {
	const application = await ownApplication(ctx, id, { lock })
	authorize(applicationPolicy.write(ctx.actor, application.role))
	if (!isWritable(application.status) || !takesFiling(application.call, application.lateUntil, ctx.now))
		throw new RuleBroken('error.applications.closed')
	return application
}

/** Writes answers to an application that the caller holds locked. Returns the version, the old one when nothing changed. */
export async function writeAnswers(
	ctx: Ctx,
	application: Application,
	definition: FormDefinition,
	answers: Answers,
	reason: DraftReason
): Promise<number> {
	return (await writeIfUnchanged(ctx, application, definition, answers, reason, null)) ?? stale()
}

/**
 * Writes answers as a new version with its place in the history, in one statement. Returns the version, the old one when
 * there was nothing to write; null when the application has another version or status than was read: nothing is written then.
 */
async function writeIfUnchanged(
	ctx: Ctx,
	{ id, version, status, title, locale, answers: before }: Application,
	definition: FormDefinition,
	answers: Answers,
	reason: DraftReason,
	page: string | null
): Promise<number | null> {
	if (same(answers, before)) return version
	// What is filed keeps its title until it is filed again.
	const called = status === 'draft' ? titleOf(definition, answers, locale) : title
	const { numAffectedRows } = await sql`
		with written as (
			update application
			set answers = ${JSON.stringify(answers)}, version = version + 1, updated_at = ${ctx.now}, title = ${called}
			where id = ${id} and version = ${version} and status = ${status}
			returning id, version, answers, updated_at
		)
		insert into application_draft (application_id, version, answers, saved_at, saved_by, reason, page)
		select id, version, answers, updated_at, ${ctx.actor?.accountId ?? null}::uuid, ${reason}, ${page}
		from written ${plannedOnce}`.execute(ctx.db)
	return numAffectedRows ? version + 1 : null
}

const stale = (): never => {
	throw new RuleBroken('error.stale')
}

/** Whether everything saved since a version came from this one page. */
async function isOwnSince(ctx: Ctx, application: Application, version: number, page: string | null): Promise<boolean> {
	if (page === null || version > application.version || version < 0) return false
	const others = await ctx.db
		.selectFrom('applicationDraft')
		.select('version')
		.where('applicationId', '=', application.id)
		.where('version', '>', version)
		.where((eb) => eb.or([eb('page', 'is', null), eb('page', '<>', page)]))
		.limit(1)
		.executeTakeFirst()
	return others === undefined
}

/** What stood at a version; of one thinned out since, the latest before it. */
async function answersAt(ctx: Ctx, application: Application, version: number): Promise<Answers> {
	// A version that is not there yet cannot have been on any page.
	if (version > application.version || version < 0) stale()
	const row = await ctx.db
		.selectFrom('applicationDraft')
		.select('answers')
		.where('applicationId', '=', application.id)
		.where('version', '<=', version)
		.orderBy('version', 'desc')
		.limit(1)
		.executeTakeFirst()
	return (row?.answers ?? {}) as Answers
}

function withFilesOf(definition: FormDefinition, answers: Answers, files: Answers): Answers {
	const next = { ...answers }
	for (const { kind, key } of allFields(definition)) {
		if (kind !== 'file') continue
		const there = own(files, key)
		if (there === undefined) delete next[key]
		else next[key] = there
	}
	return next
}

/** The versions kept, newest first, at most three hundred, each with how many answers it changed against the one before. */
export async function draftHistory(ctx: Ctx, id: string) {
	const application = await ownApplication(ctx, id)
	const definition = await definitionOf(ctx, application.formVersionId)
	const rows = await ctx.db
		.selectFrom('applicationDraft')
		.select(['version', 'answers', 'savedAt', 'savedBy', 'reason'])
		.where('applicationId', '=', id)
		.orderBy('version', 'desc')
		.limit(301)
		.execute()
	const authors = await accountsById(
		ctx,
		rows.flatMap(({ savedBy }) => savedBy ?? [])
	)
	const taking = isWritable(application.status) && takesFiling(application.call, application.lateUntil, ctx.now)
	return {
		application: { id, reference: application.reference, title: application.title, version: application.version },
		definition,
		versions: rows.slice(0, 300).map((row, at) => ({
			version: row.version,
			savedAt: row.savedAt,
			by: row.savedBy ? (authors.get(row.savedBy)?.name ?? '') : '',
			reason: row.reason as DraftReason,
			changes: changesBetween(definition, (rows[at + 1]?.answers ?? {}) as Answers, row.answers as Answers).length,
			current: row.version === application.version
		})),
		can: { restore: applicationPolicy.write(ctx.actor, application.role) && taking }
	}
}

/** One kept version to be read; 404 when it was thinned out. */
export async function draftAt(ctx: Ctx, id: string, version: number): Promise<Answers> {
	await ownApplication(ctx, id)
	const row = await ctx.db
		.selectFrom('applicationDraft')
		.select('answers')
		.where('applicationId', '=', id)
		.where('version', '=', version)
		.executeTakeFirst()
	return row ? (row.answers as Answers) : notFound()
}

/**
 * Brings back what stood at a version, as a new version; files stay as they now are. `from` is the version the page was made
 * from: RuleBroken `error.stale` when somebody has written since.
 */
export async function restoreDraft(ctx: Ctx, id: string, { version, from }: { version: number; from: number }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const application = await writable(ctx, id)
		if (from !== application.version) stale()
		const definition = await definitionOf(ctx, application.formVersionId)
		const answers = withFilesOf(definition, await draftAt(ctx, id, version), application.answers)
		await writeAnswers(ctx, application, definition, answers, 'restored')
		await audit(ctx, 'application.restored', refOfApplication(id), { version })
	})
}

/** Thins the histories out (`thinVersions`). Returns how many versions went. */
export const thinDrafts = (ctx: Ctx): Promise<number> =>
	thinVersions(ctx, { table: 'application_draft', owner: 'application_id' })
