import { serverOnly } from '#ui/server-only.ts'
import { articleAt } from '../../../article.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
	page: serverOnly(event, await articleAt(event, 'news', event.params.slug))
})
