import { listOwnProjects } from '#modules/projects/project-lists.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({ projects: await listOwnProjects(ctx) })
