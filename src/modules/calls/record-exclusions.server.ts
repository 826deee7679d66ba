/** What the public record says of applications that are out before they are judged. */
import type { Entry } from '#engines/record/schema'
import type { Ctx } from '#platform/ctx'
import { pickText } from '#platform/i18n'
import { programme } from '#programme/programme'
import { callParts, type Call } from './call-rows.server.ts'
import { sealReason, type Leaf, type NewLeaf } from './notary.server.ts'
import { applicationName } from './record-names.ts'

/** More would not fit into a name of the record. */
const MOST_NAMED = 12

/**
 * Exclusions not yet in the log, each with the requirements it failed as its reason: of those that reject, at the stage of the
 * verdict. A requirement is public, a note may not be. Part of the steps that tell them.
 */
export async function exclusionsToTell(ctx: Ctx, call: Call, leaves: readonly Pick<Leaf, 'entry'>[]): Promise<NewLeaf[]> {
	const told = new Set(
		leaves.flatMap(({ entry }) => (entry.kind === 'excluded' || entry.kind === 'withdrawn' ? [entry.application] : []))
	)
	const filed = new Set(leaves.flatMap(({ entry }) => (entry.kind === 'filed' ? [entry.application] : [])))
	const rows = await ctx.db
		.selectFrom('application')
		.select(['id', 'reference', 'status'])
		.where('callId', '=', call.id)
		.where('status', 'in', ['inadmissible', 'ineligible', 'withdrawn'])
		.where('filingId', 'is not', null)
		.orderBy('reference')
		.execute()
	const due = rows.filter((row) => filed.has(applicationName(row)) && !told.has(applicationName(row)))
	if (!due.length) return []
	const { requirements } = await callParts(ctx, call.id)
	const failed = await ctx.db
		.selectFrom('requirementCheck')
		.select(['applicationId', 'requirementId'])
		.where(
			'applicationId',
			'in',
			due.map(({ id }) => id)
		)
		.where('result', '=', 'not_met')
		.execute()
	return due.map((row) => {
		const stage = row.status === 'inadmissible' ? 'admissibility' : 'eligibility'
		const unmet = requirements.flatMap((requirement, place) =>
			requirement.rejects &&
			requirement.stage === stage &&
			failed.some((check) => check.applicationId === row.id && check.requirementId === requirement.id)
				? [{ name: `R${place + 1}`, text: pickText(requirement.text, programme.defaultLanguage) }]
				: []
		)
		const named = unmet.slice(0, MOST_NAMED).map(({ name }) => name)
		const text =
			row.status === 'withdrawn'
				? 'Withdrawn by the applicant after closing.'
				: !unmet.length
					? row.status === 'inadmissible'
						? 'Not admissible.'
						: 'Not eligible.'
					: unmet
							.map(({ text }) => text)
							.join('\n')
							.slice(0, 5000)
		const reason = sealReason(text, { open: true })
		const requirement = row.status === 'withdrawn' ? 'withdrawn' : named.join('/') || row.status
		const entry: Entry = {
			kind: 'excluded',
			call: call.reference,
			at: ctx.now.toISOString(),
			application: applicationName(row),
			requirement,
			reason: reason.digest
		}
		return { entry, reason }
	})
}
