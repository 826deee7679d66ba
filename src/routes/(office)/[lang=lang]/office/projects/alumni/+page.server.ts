import { listAlumni } from '#modules/projects/alumni.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({ alumni: await listAlumni(ctx) })
