import { readArchived } from '#modules/newsroom/campaign-archive.server'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
	campaign: serverOnly(event, await readArchived(event.locals.ctx, event.params.id))
})
