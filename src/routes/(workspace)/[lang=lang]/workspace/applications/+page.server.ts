import { ownApplications } from '#modules/calls/applications.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({ applications: await ownApplications(ctx) })
