import { getPreferences } from '#modules/newsroom/subscription-preferences.server'
import { isMailKind } from '#modules/newsroom/subscription-schema'
import { notFound } from '#platform/errors'
import { keepPrivate } from '../../../../../../../sign-in.ts'
import type { PageServerLoad } from './$types'

/** Asks, and changes nothing: programs that look at the links of a letter come here too. The answer is +server.ts. */
export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const { token, kind } = event.params
	if (!isMailKind(kind)) return notFound()
	const { address, kinds } = await getPreferences(event.locals.ctx, token)
	return { kind, token, address, live: kinds.some((one) => one.kind === kind && one.since !== null) }
}
