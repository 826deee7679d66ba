import { signForm } from '#modules/projects/award-schema'
import { getToSign, mailSigningCode, signAgreement } from '#modules/projects/signatures.server'
import { posted, pressed } from '../../../../../../../../award-actions.ts'
import { keepPrivate } from '../../../../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	return {
		agreement: await getToSign(event.locals.ctx, event.params.agreement),
		notice: event.url.searchParams.get('notice') === 'code' ? ('code' as const) : null
	}
}

export const actions: Actions = {
	code: pressed((ctx, { params }) => mailSigningCode(ctx, params.agreement!), 'code', { fresh: true }),
	sign: posted(signForm, (ctx, data, { params }) => signAgreement(ctx, params.agreement!, data), 'signed', {
		fresh: true,
		to: ({ locals, params }) => `/${locals.ctx.locale}/workspace/awards/${params.id}`
	})
}
