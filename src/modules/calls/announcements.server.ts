import { verifyRecord } from '#engines/record/verify'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { indexCall } from './call-indexing.server.ts'
import { callParts, calls, lockCall, refOfCall, writeCall } from './call-rows.server.ts'
import { notaryKey } from './notary.server.ts'
import { callPolicy } from './policy.ts'
import { buildRecord } from './records.server.ts'
import { canMoveCall } from './workflow.ts'

/**
 * Publishes the results and the record, once every letter has left: nobody learns it from the page first. The record is
 * recomputed before it is published; one that does not hold is never shown. Throws RuleBroken `error.announcement.moment`,
 * `error.announcement.letters` (`count` not sent), `error.announcement.record` (`where`).
 */
export async function announceResults(ctx: Ctx, callId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.publish(ctx.actor, call))
		if (!canMoveCall(call.status, 'announced')) throw new RuleBroken('error.announcement.moment')
		const { count } = await ctx.db
			.selectFrom('outcome')
			.innerJoin('application', 'application.id', 'outcome.applicationId')
			.select((eb) => eb.fn.countAll<number>().as('count'))
			.where('outcome.callId', '=', callId)
			.where('letterSentAt', 'is', null)
			.where('application.status', '<>', 'withdrawn')
			.executeTakeFirstOrThrow()
		if (count) throw new RuleBroken('error.announcement.letters', null, { count })
		const record = await buildRecord(ctx, callId)
		if (record) {
			const { valid, failures } = verifyRecord(JSON.parse(JSON.stringify(record)), { publicKey: notaryKey() })
			if (!valid) throw new RuleBroken('error.announcement.record', null, { where: failures[0]!.where || '/' })
			await ctx.db
				.insertInto('callRecord')
				.values({ callId, document: JSON.stringify(record), publishedAt: ctx.now })
				.execute()
		}
		const written = await writeCall(ctx, callId, { status: 'announced', announcedAt: ctx.now })
		await audit(ctx, 'call.announced', refOfCall(callId), { recorded: record !== undefined })
		await indexCall(ctx, written)
	})
}

export type Announced = {
	reference: string
	title: string
	/** Null for a person: who gets a scholarship is not for the public. */
	applicant: Localized | null
	country: string | null
	/** Place of the lot among the call's lots, from 0; null without lots. */
	lot: number | null
	rank: number | null
	score: string | null
	amountCents: number | null
}

/** The published results: the selected and the reserve list; whoever was not selected is counted, never named. 404 before. */
export async function publicResults(ctx: Ctx, callId: string) {
	const call = await calls(ctx).where('id', '=', callId).where('status', '=', 'announced').executeTakeFirst()
	if (!call) return notFound()
	const { lots } = await callParts(ctx, callId)
	const rows = await ctx.db
		.selectFrom('outcome')
		.innerJoin('application', 'application.id', 'outcome.applicationId')
		.select(['application.reference', 'application.title', 'application.organisationId', 'application.lotId'])
		.select(['outcome.rank', 'outcome.score', 'outcome.amountCents', 'outcome.decided'])
		.where('outcome.callId', '=', callId)
		.where('outcome.decided', 'in', ['selected', 'reserve'])
		.orderBy('outcome.rank')
		.execute()
	const organisations = await organisationsById(
		ctx,
		rows.flatMap(({ organisationId }) => organisationId ?? [])
	)
	const shown = (decided: 'selected' | 'reserve'): Announced[] =>
		rows
			.filter((row) => row.decided === decided)
			.map(({ organisationId, lotId, decided: _, title, ...row }) => {
				const organisation = organisationId ? organisations.get(organisationId) : undefined
				const lot = lots.findIndex(({ id }) => id === lotId)
				return {
					...row,
					// A person's project may say who they are.
					title: call.applicant === 'person' ? '' : title,
					applicant: organisation ? (organisation.name as Localized) : null,
					country: organisation?.country ?? null,
					lot: lot < 0 ? null : lot
				}
			})
	const counts = await ctx.db
		.selectFrom('application')
		.select((eb) => ['status', eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('requestedCents').as('requested')])
		.where('callId', '=', callId)
		.where('filingId', 'is not', null)
		.groupBy('status')
		.execute()
	const count = (...statuses: string[]) =>
		counts.filter(({ status }) => statuses.includes(status)).reduce((sum, row) => sum + row.count, 0)
	const recorded = await ctx.db.selectFrom('callRecord').select('callId').where('callId', '=', callId).executeTakeFirst()
	const selected = shown('selected')
	return {
		call: {
			id: call.id,
			reference: call.reference,
			title: call.title,
			kind: call.kind,
			applicant: call.applicant,
			decidedAt: call.decidedAt!,
			announcedAt: call.announcedAt!
		},
		lots: lots.map(({ title, envelopeCents }) => ({ title, envelopeCents })),
		selected,
		reserve: shown('reserve'),
		figures: {
			filed: count('filed', 'inadmissible', 'ineligible', 'admitted', 'selected', 'reserve', 'rejected', 'withdrawn'),
			excluded: count('inadmissible', 'ineligible', 'withdrawn'),
			evaluated: count('selected', 'reserve', 'rejected'),
			selected: count('selected'),
			reserve: count('reserve'),
			requestedCents: counts.reduce((sum, { requested }) => sum + Number(requested ?? 0), 0),
			grantedCents: selected.reduce((sum, { amountCents }) => sum + (amountCents ?? 0), 0)
		},
		recorded: recorded !== undefined
	}
}
