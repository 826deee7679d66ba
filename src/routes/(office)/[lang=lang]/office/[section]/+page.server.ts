import { sectionsFor } from '#modules/steering/sections'
import { notFound } from '#platform/errors'
import { isMessageKey, type MessageKey } from '#platform/i18n'
import type { PageServerLoad } from './$types'

const publicPages: Record<string, string> = { newsroom: 'news', figures: 'results' }

/** A part of the office that has no page of its own yet: what it will be for, and what there is today. */
export const load: PageServerLoad = ({ locals, params }) => {
	const section = sectionsFor(locals.ctx.actor).find(({ path, ready }) => path === `/${params.section}` && !ready)
	const purpose = `office.soon.${params.section}`
	if (!section || !isMessageKey(purpose)) return notFound()
	return { label: section.label, purpose: purpose as MessageKey, publicPage: publicPages[params.section] ?? params.section }
}
