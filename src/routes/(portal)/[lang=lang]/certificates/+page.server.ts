import { checkCertificate } from '#modules/events/certificates.server'
import { serverOnly } from '#ui/server-only.ts'
import { keepPrivate } from '../../../sign-in.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const code = (event.url.searchParams.get('code') ?? '').replaceAll('\0', '').trim().slice(0, 60)
	if (code) keepPrivate(event)
	return { page: serverOnly(event, { code, certificate: code ? await checkCertificate(event.locals.ctx, code) : null }) }
}
