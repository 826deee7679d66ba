import { fail, redirect } from '@sveltejs/kit'
import { draftAgreement, getAgreements } from '#modules/projects/agreements.server'
import { agreementForm, signedFileForm } from '#modules/projects/award-schema'
import { getAward } from '#modules/projects/awards.server'
import { addSignedFile, receiveScan } from '#modules/projects/signatures.server'
import { authorize, notFound } from '#platform/errors'
import { UploadRefused } from '#platform/files.server'
import { refuse } from '#platform/http.server'
import { posted } from '../../../../../../../award-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { terms, reference, can } = await getAward(ctx, params.id)
	authorize(can.office)
	const { agreements, can: mine } = await getAgreements(ctx, params.id)
	const latest = agreements.find(({ status }) => status === 'draft' || status === 'sent') ?? null
	return {
		award: { id: params.id, title: terms.title, reference },
		input: latest?.input ?? null,
		scan: latest?.can.upload
			? (['holder', 'service'] as const).filter((side) => !latest.signatures.some((each) => each.side === side))
			: [],
		can: mine
	}
}

const pageOf = (locale: string, id: string | undefined) => `/${locale}/office/projects/awards/${id}`

export const actions: Actions = {
	draft: posted(agreementForm, (ctx, data, { params }) => draftAgreement(ctx, params.id!, data), 'drafted', {
		to: ({ locals, params }) => pageOf(locals.ctx.locale, params.id)
	}),
	scan: async ({ locals: { ctx }, params, request }) => {
		const { agreements } = await getAgreements(ctx, params.id)
		const open = agreements.find(({ status }) => status === 'sent')
		if (!open) return notFound()
		try {
			const { file, values } = await receiveScan(ctx, open.id, request)
			const parsed = signedFileForm.safeParse(values)
			if (!parsed.success) {
				const errors = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), message]))
				return fail(422, { values, errors, params: {} })
			}
			await addSignedFile(ctx, open.id, { ...parsed.data, file })
		} catch (cause) {
			return refuse(cause, cause instanceof UploadRefused ? cause.values : {})
		}
		redirect(303, `${pageOf(ctx.locale, params.id)}?notice=scanned`)
	}
}
