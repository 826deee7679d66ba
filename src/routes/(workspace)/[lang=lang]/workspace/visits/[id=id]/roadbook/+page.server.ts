import { getRoadbook } from '#modules/events/roadbooks.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => ({ roadbook: await getRoadbook(ctx, params.id) })
