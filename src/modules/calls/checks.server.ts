import { organisationsById } from '#modules/network/organisations.server'
import type { Answers } from '#engines/forms/values'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { pickText, type Localized } from '#platform/i18n'
import { territory } from '#programme/territories'
import { checkDeclared, checkNotBarred } from './application-access.server.ts'
import { writeToAllAuthors } from './application-mails.server.ts'
import { applicationPolicy } from './application-policy.ts'
import { definitionOf, findApplication, ownApplication, refOfApplication, type Application } from './application-rows.server.ts'
import type { CheckResult, Verdict } from './application-schema.ts'
import { callParts, type Requirement } from './call-rows.server.ts'
import type { LotLimits } from './call-rules.ts'
import { checkRule, type ApplicantFacts } from './requirement-checks.ts'
import { canMoveApplication } from './workflow.ts'

export type Checked = Requirement & {
	/** What the machine says now; null where a person looks. */
	machine: CheckResult | null
	/** What an officer said, which counts. */
	officer: { result: CheckResult; note: string; at: Date } | null
}

async function factsOf(ctx: Ctx, application: Application, answers: Answers): Promise<ApplicantFacts> {
	const { organisationId, accountId, callId, id } = application
	const organisation = organisationId ? (await organisationsById(ctx, [organisationId])).get(organisationId) : undefined
	const lot = application.lotId
		? await ctx.db.selectFrom('lot').select('limits').where('id', '=', application.lotId).executeTakeFirst()
		: undefined
	const { others } = await ctx.db
		.selectFrom('application')
		.select((eb) => eb.fn.countAll<number>().as('others'))
		.where('callId', '=', callId)
		.where('id', '<>', id)
		.where('status', 'not in', ['draft', 'withdrawn'])
		.where((eb) => (organisationId ? eb('organisationId', '=', organisationId) : eb('accountId', '=', accountId)))
		.executeTakeFirstOrThrow()
	return {
		organisation: organisation
			? {
					country: organisation.country,
					kind: organisation.kind,
					population: (organisation.territory ? territory(organisation.territory)?.population : null) ?? null
				}
			: null,
		limits: (lot?.limits ?? {}) as LotLimits,
		definition: await definitionOf(ctx, application.formVersionId),
		answers,
		filed: others + 1,
		most: application.call.mostPerApplicant
	}
}

/** What the machine says of a draft, as advice before filing; to its authors. Requirements a person looks at are left out. */
export async function adviceOn(ctx: Ctx, id: string): Promise<{ text: Localized; result: CheckResult; rejects: boolean }[]> {
	const application = await ownApplication(ctx, id)
	const { requirements } = await callParts(ctx, application.callId)
	const facts = await factsOf(ctx, application, application.answers)
	return requirements.flatMap(({ text, rule, rejects }) => (rule ? [{ text, result: checkRule(rule, facts), rejects }] : []))
}

/** The requirements of the call with what the machine and the officers say of this filing. Asks no permission. */
export async function checksOf(ctx: Ctx, application: Application, filed: Answers): Promise<Checked[]> {
	const { requirements } = await callParts(ctx, application.callId)
	const facts = await factsOf(ctx, application, filed)
	const rows = await ctx.db
		.selectFrom('requirementCheck')
		.select(['requirementId', 'result', 'note', 'checkedAt'])
		.where('applicationId', '=', application.id)
		.where('automatic', '=', false)
		.execute()
	return requirements.map((requirement) => {
		const said = rows.find(({ requirementId }) => requirementId === requirement.id)
		return {
			...requirement,
			machine: requirement.rule ? checkRule(requirement.rule, facts) : null,
			officer: said ? { result: said.result as CheckResult, note: said.note, at: said.checkedAt } : null
		}
	})
}

/** An application that is opened, locked, for who runs its call and is not kept out of it. */
async function opened(ctx: Ctx, id: string): Promise<{ application: Application; answers: Answers }> {
	const application = ctx.actor ? await findApplication(ctx, id, { lock: true }) : undefined
	if (!application?.filingId || !applicationPolicy.readOpened(ctx.actor, application.call)) return notFound()
	authorize(applicationPolicy.run(ctx.actor, application.call))
	await checkDeclared(ctx, application.callId)
	await checkNotBarred(ctx, application)
	if (!['closed', 'evaluation'].includes(application.call.status)) throw new RuleBroken('error.applications.checking_over')
	const { answers } = await ctx.db
		.selectFrom('filing')
		.select('answers')
		.where('id', '=', application.filingId)
		.executeTakeFirstOrThrow()
	return { application, answers: answers as Answers }
}

/** Says whether a requirement is met, over whatever the machine says; a "not met" needs a note, for the applicant reads it. */
export async function checkRequirement(
	ctx: Ctx,
	id: string,
	{ requirement, result, note }: { requirement: string; result: CheckResult; note: string }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { application } = await opened(ctx, id)
		const { requirements } = await callParts(ctx, application.callId)
		if (!requirements.some((each) => each.id === requirement)) return notFound()
		if (result === 'not_met' && !note) throw new RuleBroken('error.applications.note', 'note', {}, 422)
		const said = { result, note, automatic: false, checkedAt: ctx.now, checkedBy: ctx.actor!.accountId }
		await ctx.db
			.insertInto('requirementCheck')
			.values({ applicationId: id, requirementId: requirement, ...said })
			.onConflict((conflict) => conflict.columns(['applicationId', 'requirementId']).doUpdateSet(said))
			.execute()
		await audit(ctx, 'application.checked', refOfApplication(id), { requirement, result })
	})
}

/** What counts of a requirement: the officer's word, else the machine's. */
export const standsAt = ({ officer, machine }: Pick<Checked, 'officer' | 'machine'>): CheckResult | null =>
	officer?.result ?? machine

/** What the machine alone found unmet, as it was at the verdict: the public record names it, whatever becomes of the facts. */
async function keepFound(ctx: Ctx, applicationId: string, reasons: readonly Checked[]) {
	await ctx.db.deleteFrom('requirementCheck').where('applicationId', '=', applicationId).where('automatic', '=', true).execute()
	const found = reasons.filter(({ officer }) => !officer)
	if (!found.length) return
	await ctx.db
		.insertInto('requirementCheck')
		.values(found.map(({ id }) => ({ applicationId, requirementId: id, result: 'not_met', automatic: true, checkedAt: ctx.now })))
		.execute()
}

/**
 * Admits an application to evaluation, or says that it is not admissible or not eligible; the authors of one that is not are
 * told why. Throws RuleBroken `error.applications.unchecked` (a requirement that rejects is not met or not looked at) and
 * `error.applications.no_reason` (nothing that rejects is unmet at that stage).
 */
export async function giveVerdict(ctx: Ctx, id: string, verdict: Verdict): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { application, answers } = await opened(ctx, id)
		if (!canMoveApplication(application.status, verdict)) throw new RuleBroken('error.applications.verdict')
		const checks = (await checksOf(ctx, application, answers)).filter(({ rejects }) => rejects)
		const stage = verdict === 'inadmissible' ? 'admissibility' : 'eligibility'
		const reasons = checks.filter((check) => check.stage === stage && standsAt(check) === 'not_met')
		if (verdict === 'admitted' && checks.some((check) => standsAt(check) !== 'met'))
			throw new RuleBroken('error.applications.unchecked')
		if (verdict !== 'admitted' && !reasons.length) throw new RuleBroken('error.applications.no_reason')
		await keepFound(ctx, id, reasons)
		await ctx.db.updateTable('application').set({ status: verdict, updatedAt: ctx.now }).where('id', '=', id).execute()
		await audit(ctx, `application.${verdict}`, refOfApplication(id), { from: application.status })
		if (verdict === 'admitted') return
		await writeToAllAuthors(ctx, application, {
			kind: 'not-admitted',
			subject: 'applications.mail.rejected.subject',
			body: (locale) => [
				{ text: `applications.mail.rejected.${verdict}` },
				...reasons.map(({ text, officer }) => ({
					plain: `– ${pickText(text, locale)}${officer?.note ? `\n${officer.note}` : ''}`
				})),
				{ text: 'applications.mail.rejected.questions' }
			]
		})
	})
}
