import { sectionsFor } from '#modules/steering/sections'
import type { LayoutServerLoad } from './$types'

/** Rights are asked by each page's read; the layout only knows what to offer. */
export const load: LayoutServerLoad = ({ locals }) => ({ sections: sectionsFor(locals.ctx.actor) })
