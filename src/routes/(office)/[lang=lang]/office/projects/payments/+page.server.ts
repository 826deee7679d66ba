import { listPayments } from '#modules/projects/payments.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx } }) => listPayments(ctx)
