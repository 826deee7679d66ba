/** What the pages of an award share: actions that take a form or only a button, and the same actions on both its pages. */
import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { z } from 'zod'
import {
	confirmAccountForm,
	instalmentForm,
	paymentForm,
	refuseAccountForm,
	refusePaymentForm
} from '#modules/projects/award-schema'
import { confirmBankAccount, refuseBankAccount } from '#modules/projects/bank-accounts.server'
import { approvePayment, recordPayment, refusePayment, requestPayment } from '#modules/projects/instalments.server'
import type { Ctx } from '#platform/ctx'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Locale } from '#platform/i18n'
import { confirmFirst } from './sign-in.ts'

type Shape<Schema> = Schema | ((locale: Locale) => Schema)
type Acting = { fresh?: boolean; to?: (event: RequestEvent) => string }

/** An action that takes a form and comes back with a notice. `fresh` asks who it is first. */
export const posted =
	<Schema extends z.ZodType>(
		schema: Shape<Schema>,
		act: (ctx: Ctx, data: z.output<Schema>, event: RequestEvent) => Promise<unknown>,
		notice: string,
		{ fresh = false, to = ({ url }) => url.pathname }: Acting = {}
	) =>
	async (event: RequestEvent) => {
		const { ctx } = event.locals
		const form = await parseForm(event.request, typeof schema === 'function' ? schema(ctx.locale) : schema)
		if (!form.ok) return invalid(form)
		if (fresh) confirmFirst(event)
		try {
			await act(ctx, form.data, event)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${to(event)}?notice=${notice}`)
	}

/** An action that is only a button. */
export const pressed =
	(
		act: (ctx: Ctx, event: RequestEvent) => Promise<unknown>,
		notice: string,
		{ fresh = false, to = ({ url }) => url.pathname }: Acting = {}
	) =>
	async (event: RequestEvent) => {
		if (fresh) confirmFirst(event)
		try {
			await act(event.locals.ctx, event)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${to(event)}?notice=${notice}`)
	}

/** What the office does with payments and accounts, on the award's page and in the queue. */
export const moneyActions = {
	request: posted(instalmentForm, requestPayment, 'requested'),
	approve: posted(instalmentForm, approvePayment, 'approved', { fresh: true }),
	refuse: posted(refusePaymentForm, refusePayment, 'refused'),
	pay: posted(paymentForm, recordPayment, 'paid', { fresh: true }),
	confirmAccount: posted(confirmAccountForm, confirmBankAccount, 'confirmed', { fresh: true }),
	refuseAccount: posted(refuseAccountForm, refuseBankAccount, 'account_refused')
}
