import { getAgreements } from '#modules/projects/agreements.server'
import { bankAccountForm, instalmentForm, reasonForm } from '#modules/projects/award-schema'
import { acceptAward, declineAward, getAward } from '#modules/projects/awards.server'
import { getBankAccounts, giveBankAccount } from '#modules/projects/bank-accounts.server'
import { getExecution } from '#modules/projects/budgets.server'
import { getInstalments, requestPayment } from '#modules/projects/instalments.server'
import { reportsOf } from '#modules/projects/reports.server'
import { getAlumnus, joinAlumni, leaveAlumni } from '#modules/projects/alumni.server'
import { alumnusForm, stayMoveForm } from '#modules/projects/stay-schema'
import { confirmStay, getStays } from '#modules/projects/stays.server'
import { posted, pressed } from '../../../../../award-actions.ts'
import type { Actions, PageServerLoad } from './$types'

const notices = ['accepted', 'declined', 'given', 'requested', 'signed', 'agreed', 'joined', 'left'] as const

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { terms, ...award } = await getAward(ctx, params.id)
	return {
		award: { ...award, title: terms.title, nature: terms.nature, ended: terms.ended ?? null },
		agreements: await getAgreements(ctx, params.id),
		execution: await getExecution(ctx, params.id),
		instalments: await getInstalments(ctx, params.id),
		reports: (await reportsOf(ctx, params.id)).reports,
		stays: award.kind === 'scholarship' || award.kind === 'support' ? await getStays(ctx, params.id) : null,
		alumnus: await getAlumnus(ctx, params.id),
		accounts: await getBankAccounts(ctx, params.id),
		notice: notices.find((notice) => notice === url.searchParams.get('notice')) ?? null
	}
}

export const actions: Actions = {
	accept: pressed((ctx, { params }) => acceptAward(ctx, params.id!), 'accepted'),
	decline: posted(reasonForm, (ctx, data, { params }) => declineAward(ctx, params.id!, data), 'declined'),
	confirm: posted(stayMoveForm, (ctx, data, { params }) => confirmStay(ctx, params.id!, data), 'agreed'),
	join: posted(alumnusForm, (ctx, data, { params }) => joinAlumni(ctx, params.id!, data), 'joined'),
	leave: pressed((ctx, { params }) => leaveAlumni(ctx, params.id!), 'left'),
	account: posted(bankAccountForm, (ctx, data, { params }) => giveBankAccount(ctx, params.id!, data), 'given'),
	request: posted(instalmentForm, requestPayment, 'requested')
}
