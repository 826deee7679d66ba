import { publicProceedings } from '#modules/events/minutes.server'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
	page: serverOnly(event, await publicProceedings(event.locals.ctx, event.params.id))
})
