import { publicResults } from '#modules/calls/announcements.server'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
	page: serverOnly(event, await publicResults(event.locals.ctx, event.params.id))
})
