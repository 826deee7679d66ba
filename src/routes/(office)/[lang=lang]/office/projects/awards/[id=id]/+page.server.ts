import { beginAmendment, getAgreements, recallAgreement, sendAgreement } from '#modules/projects/agreements.server'
import { amendmentForm, reasonForm, versionForm } from '#modules/projects/award-schema'
import { cancelAward, getAward, startAward } from '#modules/projects/awards.server'
import { getBankAccounts } from '#modules/projects/bank-accounts.server'
import { closeAward, getClosure, recordRepayment } from '#modules/projects/closures.server'
import { getExecution, getPlan } from '#modules/projects/budgets.server'
import { getInstalments } from '#modules/projects/instalments.server'
import { askForReport } from '#modules/projects/report-schedule.server'
import { repaymentForm, scheduleForm } from '#modules/projects/report-schema'
import { kindsFor } from '#modules/projects/report-workflow'
import { reportsOf } from '#modules/projects/reports.server'
import { historyOf } from '#modules/steering/trail.server'
import { getStays } from '#modules/projects/stays.server'
import { mayReadTrail } from '#modules/steering/policy'
import { z } from 'zod'
import { moneyActions, posted, pressed } from '../../../../../../award-actions.ts'
import type { Actions, PageServerLoad } from './$types'

const notices = ['started', 'cancelled', 'sent', 'recalled', 'requested', 'approved', 'refused', 'paid', 'confirmed'] as const
const moreNotices = ['account_refused', 'planned', 'drafted', 'amended', 'scanned', 'asked', 'repaid', 'closed'] as const

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const asked = url.searchParams.get('notice')
	const agreements = await getAgreements(ctx, params.id)
	const award = await getAward(ctx, params.id)
	return {
		award,
		reports: await reportsOf(ctx, params.id),
		reportKinds: kindsFor[award.kind],
		closure: await getClosure(ctx, params.id),
		stays: award.kind === 'scholarship' || award.kind === 'support' ? await getStays(ctx, params.id) : null,
		agreements,
		execution: await getExecution(ctx, params.id),
		plan: (await getPlan(ctx, params.id)).can,
		instalments: await getInstalments(ctx, params.id),
		accounts: await getBankAccounts(ctx, params.id),
		history: mayReadTrail(ctx.actor) ? await historyOf(ctx, `award:${params.id}`, 40) : null,
		notice: [...notices, ...moreNotices].find((notice) => notice === asked) ?? null
	}
}

const agreementId = z.object({ agreement: z.uuid('error.choice') })

export const actions: Actions = {
	...moneyActions,
	start: pressed((ctx, { params }) => startAward(ctx, params.id!), 'started'),
	cancel: posted(reasonForm, (ctx, data, { params }) => cancelAward(ctx, params.id!, data), 'cancelled', { fresh: true }),
	send: posted(agreementId, (ctx, { agreement }) => sendAgreement(ctx, agreement), 'sent'),
	recall: posted(agreementId, (ctx, { agreement }) => recallAgreement(ctx, agreement), 'recalled'),
	ask: posted(scheduleForm, (ctx, data, { params }) => askForReport(ctx, params.id!, data), 'asked'),
	repay: posted(repaymentForm, (ctx, data, { params }) => recordRepayment(ctx, params.id!, data), 'repaid', { fresh: true }),
	close: posted(versionForm, (ctx, data, { params }) => closeAward(ctx, params.id!, data), 'closed', { fresh: true }),
	amend: posted(amendmentForm, (ctx, data, { params }) => beginAmendment(ctx, params.id!, data), 'amended')
}
