import { checkRecord } from '#modules/calls/records.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => ({ page: await checkRecord(ctx, params.id) })
