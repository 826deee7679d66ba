import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => ({
	page: serverOnly(event, { priorities: prioritiesIn(event.locals.ctx.locale) })
})
