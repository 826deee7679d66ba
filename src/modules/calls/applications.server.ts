import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { mayWrite } from '#modules/identity/policy'
import { accountsById } from '#modules/identity/accounts.server'
import { organisationsById, ownOrganisations, standingOf } from '#modules/network/organisations.server'
import { problemsOf, progressOf } from '#engines/forms/problems'
import { same } from '#engines/forms/equal'
import type { Answers } from '#engines/forms/values'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { nextReference } from '#platform/references.server'
import { applicationPolicy, isWritable, takesFiling } from './application-policy.ts'
import { definitionOf, formContext, ownApplication, refOfApplication } from './application-rows.server.ts'
import type { BeginInput } from './application-schema.ts'
import { messagesOf } from './application-messages.server.ts'
import { callParts, calls, formOf } from './call-rows.server.ts'
import { reminderStage } from './reminder-stages.ts'
import { canMoveApplication, isOpen, type ApplicationStatus } from './workflow.ts'

/** Drafts one applicant may have in one call beyond what they may file: a draft is easily begun twice. */
const SPARE_DRAFTS = 2

/** What is needed to begin: the open call, its lots, and the organisations the actor stands in. 404 unless it is open. */
export async function beginning(ctx: Ctx, callId: string) {
	authorize(ctx.actor !== null)
	const call = await calls(ctx).where('id', '=', callId).executeTakeFirst()
	if (!call || call.publishedAt === null || call.status === 'cancelled') return notFound()
	const { lots } = await callParts(ctx, callId)
	return {
		call: { id: call.id, reference: call.reference, title: call.title, applicant: call.applicant, closesAt: call.closesAt! },
		open: isOpen(call, ctx.now),
		lots,
		organisations: call.applicant === 'organisation' ? await ownOrganisations(ctx) : []
	}
}

/**
 * Begins a draft for an organisation the actor stands in, or in person where the call is for persons. Whoever begins leads.
 * Throws RuleBroken `error.applications.closed`, `error.applications.organisation` (field `organisation`),
 * `error.applications.lot` (field `lot`), `error.applications.many` (drafts enough already).
 */
export async function beginApplication(ctx: Ctx, input: BeginInput): Promise<string> {
	const { actor } = ctx
	authorize(mayWrite(actor))
	return transact(ctx, async (ctx) => {
		const call = await calls(ctx).where('id', '=', input.call).executeTakeFirst()
		if (!call || call.publishedAt === null) return notFound()
		const form = await formOf(ctx, call.id)
		if (!isOpen(call, ctx.now) || !form) throw new RuleBroken('error.applications.closed')
		const organisationId = call.applicant === 'organisation' ? input.organisation : null
		if (call.applicant === 'organisation' && !(organisationId && (await standingOf(ctx, organisationId))))
			throw new RuleBroken('error.applications.organisation', 'organisation', {}, 422)
		const { lots } = await callParts(ctx, call.id)
		const lotId = lots.length === 1 ? lots[0]!.id : input.lot
		if (lots.length > 0 && !lots.some(({ id }) => id === lotId)) throw new RuleBroken('error.applications.lot', 'lot', {}, 422)
		await lockApplicant(ctx, call.id, organisationId ?? actor.accountId)
		const { begun } = await ctx.db
			.selectFrom('application')
			.select((eb) => eb.fn.countAll<number>().as('begun'))
			.where('callId', '=', call.id)
			.where('status', '<>', 'withdrawn')
			.where((eb) =>
				organisationId ? eb('organisationId', '=', organisationId) : eb.and([eb('accountId', '=', actor.accountId)])
			)
			.executeTakeFirstOrThrow()
		if (begun >= call.mostPerApplicant + SPARE_DRAFTS) throw new RuleBroken('error.applications.many', null, { count: begun })
		const id = uuidv7()
		const reference = await nextReference(ctx, 'APP')
		await ctx.db
			.insertInto('application')
			.values({
				id,
				reference,
				callId: call.id,
				lotId: lotId ?? null,
				organisationId,
				accountId: actor.accountId,
				formVersionId: form.id,
				status: 'draft',
				locale: ctx.locale,
				// What has passed already is not reminded of.
				reminders: reminderStage(call.closesAt!, ctx.now),
				createdAt: ctx.now,
				updatedAt: ctx.now
			})
			.execute()
		await ctx.db
			.insertInto('applicationAuthor')
			.values({ applicationId: id, accountId: actor.accountId, role: 'lead', addedAt: ctx.now, addedBy: actor.accountId })
			.execute()
		await ctx.db
			.insertInto('applicationDraft')
			.values({ applicationId: id, version: 0, answers: '{}', savedAt: ctx.now, savedBy: actor.accountId, reason: 'begun' })
			.execute()
		await audit(ctx, 'application.begun', refOfApplication(id), { call: call.id, reference })
		return id
	})
}

/** One applicant's beginnings and filings in one call, one after the other, so that the most they may file holds. */
export const lockApplicant = (ctx: Ctx, callId: string, applicant: string) =>
	sql`select pg_advisory_xact_lock(hashtextextended(${`${callId}/${applicant}`}, 12))`.execute(ctx.db)

/** Whose name it is filed in: the organisation's, in every language it has, or the person's. */
export async function applicantOf(
	ctx: Ctx,
	{ organisationId, accountId }: { organisationId: string | null; accountId: string | null }
): Promise<{ organisationId: string | null; name: Localized | string; latin: string | null; country: string | null }> {
	if (organisationId) {
		const found = (await organisationsById(ctx, [organisationId])).get(organisationId)
		const { name, latin = null, country = null } = found ?? {}
		return { organisationId, name: (name ?? {}) as Localized, latin, country }
	}
	const account = accountId ? (await accountsById(ctx, [accountId])).get(accountId) : undefined
	return { organisationId: null, name: account?.name ?? '', latin: account?.latinName ?? null, country: null }
}

/** The whole of an application to one of its authors; 404 to anybody else. */
export async function getApplication(ctx: Ctx, id: string) {
	const application = await ownApplication(ctx, id)
	const definition = await definitionOf(ctx, application.formVersionId)
	const context = formContext(ctx)
	const filing = application.filingId
		? await ctx.db
				.selectFrom('filing')
				.select(['id', 'number', 'answers', 'digest', 'salt', 'filedAt', 'late', 'receiptId'])
				.where('id', '=', application.filingId)
				.executeTakeFirst()
		: undefined
	const authorRows = await ctx.db
		.selectFrom('applicationAuthor')
		.select(['accountId', 'role', 'addedAt'])
		.where('applicationId', '=', id)
		.orderBy('addedAt')
		.execute()
	const accounts = await accountsById(
		ctx,
		authorRows.map(({ accountId }) => accountId)
	)
	const lot = application.lotId
		? await ctx.db.selectFrom('lot').select(['id', 'title']).where('id', '=', application.lotId).executeTakeFirst()
		: undefined
	const taking = takesFiling(application.call, application.lateUntil, ctx.now)
	const write = applicationPolicy.write(ctx.actor, application.role) && isWritable(application.status) && taking
	const lead = applicationPolicy.lead(ctx.actor, application.role)
	return {
		id: application.id,
		reference: application.reference,
		title: application.title,
		status: application.status,
		version: application.version,
		updatedAt: application.updatedAt,
		late: application.late,
		lateUntil: application.lateUntil,
		call: application.call,
		lot: lot ? { id: lot.id, title: lot.title as Localized } : null,
		applicant: await applicantOf(ctx, application),
		definition,
		answers: application.answers,
		progress: progressOf(definition, application.answers, context),
		problems: problemsOf(definition, application.answers, { for: 'filing', context }),
		filing: filing && {
			id: filing.id,
			number: filing.number,
			digest: filing.digest,
			salt: filing.salt,
			filedAt: filing.filedAt,
			late: filing.late,
			receipt: filing.receiptId !== null,
			/** Whether what is filed is what now stands in the draft. */
			current: same(filing.answers, application.answers)
		},
		authors: authorRows.map(({ accountId, role, addedAt }) => ({
			id: accountId,
			name: accounts.get(accountId)?.name ?? '',
			email: accounts.get(accountId)?.email ?? '',
			role: role as 'lead' | 'author',
			addedAt,
			self: accountId === ctx.actor?.accountId
		})),
		messages: await messagesOf(ctx, id),
		can: {
			write,
			file: lead && write,
			withdraw: lead && canMoveApplication(application.status, 'withdrawn') && application.call.decidedAt === null,
			invite: lead && write,
			message: applicationPolicy.write(ctx.actor, application.role) && application.status !== 'withdrawn'
		}
	}
}

/** Those the actor is an author of, the latest first, at most two hundred. Three queries. */
export async function ownApplications(ctx: Ctx) {
	if (!ctx.actor) return []
	const rows = await ctx.db
		.selectFrom('applicationAuthor as author')
		.innerJoin('application', 'application.id', 'author.applicationId')
		.innerJoin('call', 'call.id', 'application.callId')
		.leftJoin('filing', 'filing.id', 'application.filingId')
		.select(['application.id', 'application.reference', 'application.title', 'application.status', 'application.updatedAt'])
		.select(['application.organisationId', 'application.answers', 'call.title as callTitle', 'call.closesAt', 'author.role'])
		.select(['filing.filedAt', 'filing.answers as filed', 'call.status as callStatus'])
		.where('author.accountId', '=', ctx.actor.accountId)
		.orderBy('application.updatedAt', 'desc')
		.orderBy('application.id', 'desc')
		.limit(200)
		.execute()
	const organisations = await organisationsById(
		ctx,
		rows.flatMap(({ organisationId }) => organisationId ?? [])
	)
	return rows.map(({ answers, filed, organisationId, callTitle, ...row }) => ({
		...row,
		status: row.status as ApplicationStatus,
		callTitle: callTitle as Localized,
		organisation: organisationId ? ((organisations.get(organisationId)?.name ?? {}) as Localized) : null,
		/** Filed, and written on since: what was changed is not filed. */
		unfiled: filed !== null && !same(filed, answers as Answers) && row.callStatus === 'published'
	}))
}

/** Takes an application out of the call, for good: filed or not. For its lead, until the decision. */
export async function withdrawApplication(ctx: Ctx, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const application = await ownApplication(ctx, id, { lock: true })
		authorize(applicationPolicy.lead(ctx.actor, application.role))
		if (!canMoveApplication(application.status, 'withdrawn') || application.call.decidedAt !== null)
			throw new RuleBroken('error.applications.withdraw')
		await ctx.db.updateTable('application').set({ status: 'withdrawn', updatedAt: ctx.now }).where('id', '=', id).execute()
		await audit(ctx, 'application.withdrawn', refOfApplication(id), { from: application.status })
	})
}
