import { whatIsThere } from '#modules/projects/open-data/files.server'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({ page: serverOnly(event, await whatIsThere(event.locals.ctx)) })
