import { getPublicPractice } from '#modules/newsroom/public-practices.server'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
	page: serverOnly(event, await getPublicPractice(event.locals.ctx, event.params.id))
})
