import { listOwnVisits } from '#modules/events/visits.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({ visits: await listOwnVisits(ctx) })
