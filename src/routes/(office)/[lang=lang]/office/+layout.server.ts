import { mayOpenOffice } from '#modules/steering/policy'
import { authorize } from '#platform/errors'
import type { LayoutServerLoad } from './$types'

/** Also for an address that no page answers: whoever may not enter is told so, not what there is and is not. */
export const load: LayoutServerLoad = ({ locals }) => authorize(mayOpenOffice(locals.ctx.actor))
