import { ownAwards } from '#modules/projects/awards.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({ awards: await ownAwards(ctx) })
