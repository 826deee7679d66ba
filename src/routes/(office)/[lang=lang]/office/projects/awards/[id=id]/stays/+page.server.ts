import { z } from 'zod'
import { listExperts } from '#modules/network/experts.server'
import { listOrganisations } from '#modules/network/lists.server'
import { organisationsById } from '#modules/network/organisations.server'
import { getAward } from '#modules/projects/awards.server'
import { suggestExperts } from '#modules/projects/expert-suggestions.server'
import { missionDoneForm, stayForm, stayMoveForm } from '#modules/projects/stay-schema'
import { confirmStay, dropStay, endMission, getStays, planStay } from '#modules/projects/stays.server'
import { notFound } from '#platform/errors'
import { parseQuery } from '#platform/http.server'
import type { Localized } from '#platform/i18n'
import { posted } from '../../../../../../../award-actions.ts'
import type { Actions, PageServerLoad } from './$types'

const notices = ['planned', 'confirmed', 'done', 'dropped'] as const
const query = z.object({
	q: z.string().max(200, 'error.too_long'),
	theme: z.string().max(60, 'error.choice'),
	stay: z.uuid('error.choice')
})

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { id, reference, terms, kind, can } = await getAward(ctx, params.id)
	if (!can.office || (kind !== 'scholarship' && kind !== 'support')) return notFound()
	const { data, values } = parseQuery(url, query)
	const stays = await getStays(ctx, id)
	const open = stays.stays.find((stay) => stay.id === data.stay) ?? null
	const hosts =
		kind === 'scholarship' && data.q
			? (await listOrganisations(ctx, { q: data.q, status: 'listed' })).organisations.slice(0, 20)
			: open?.hostId
				? [...(await organisationsById(ctx, [open.hostId])).values()]
				: []
	return {
		award: { id, reference, title: terms.title, kind },
		...stays,
		open,
		q: values.q ?? '',
		theme: values.theme ?? '',
		hosts: hosts.map(({ id, name, country }) => ({ id, country, name: name as Localized })),
		experts: kind === 'support' ? await suggestExperts(ctx, id) : [],
		others: kind === 'support' && data.theme ? (await listExperts(ctx, { theme: data.theme })).experts : [],
		notice: notices.find((notice) => notice === url.searchParams.get('notice')) ?? null
	}
}

export const actions: Actions = {
	plan: posted(stayForm, (ctx, data, { params }) => planStay(ctx, params.id!, data), 'planned'),
	confirm: posted(stayMoveForm, (ctx, data, { params }) => confirmStay(ctx, params.id!, data), 'confirmed'),
	done: posted(missionDoneForm, (ctx, data, { params }) => endMission(ctx, params.id!, data), 'done'),
	drop: posted(stayMoveForm, (ctx, data, { params }) => dropStay(ctx, params.id!, data), 'dropped')
}
