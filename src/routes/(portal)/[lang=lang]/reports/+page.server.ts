import { publishedReports } from '#modules/steering/yearly-reports.server'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({ reports: serverOnly(event, await publishedReports(event.locals.ctx)) })
