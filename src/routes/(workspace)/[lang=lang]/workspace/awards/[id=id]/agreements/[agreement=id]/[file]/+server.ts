import { error, redirect } from '@sveltejs/kit'
import { agreementAddress, previewAgreement } from '#modules/projects/agreements.server'
import { evidenceOf } from '#modules/projects/signatures.server'
import { RuleBroken } from '#platform/errors'
import { translate } from '#platform/i18n'
import type { RequestHandler } from './$types'

/** The papers of an agreement: as it was sent, as it would be sent, who signed it, and scans. */
export const GET: RequestHandler = async ({ locals: { ctx }, params: { agreement, file } }) => {
	if (file === 'agreement') redirect(303, await agreementAddress(ctx, agreement))
	if (file === 'scan-holder' || file === 'scan-service')
		redirect(303, await agreementAddress(ctx, agreement, file === 'scan-holder' ? 'holder' : 'service'))
	if (file !== 'preview' && file !== 'signatures') error(404)
	try {
		const { name, pdf } = await (file === 'preview' ? previewAgreement(ctx, agreement) : evidenceOf(ctx, agreement))
		return new Response(new Uint8Array(pdf), {
			headers: {
				'content-type': 'application/pdf',
				'content-disposition': `inline; filename="${name}"`,
				'cache-control': 'private, no-store'
			}
		})
	} catch (cause) {
		// A plan that does not hold yet: its sentence says what is missing.
		if (cause instanceof RuleBroken) error(cause.status, translate(ctx.locale, cause.key, cause.params))
		throw cause
	}
}
