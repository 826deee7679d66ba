import { redirect, type RequestEvent } from '@sveltejs/kit'
import {
	addCommitment,
	listCommitments,
	makeOfCommitment,
	removeCommitment,
	settleCommitment
} from '#modules/events/commitments.server'
import { partForm } from '#modules/events/schema'
import { getItinerary } from '#modules/events/stops.server'
import { commitmentForm, settleForm } from '#modules/events/visit-schema'
import { getVisit } from '#modules/events/visits.server'
import { listPartners } from '#modules/events/partners.server'
import { askForBoth } from '#modules/exchange/asking.server'
import { TITLE_LENGTH } from '#modules/newsroom/practice-schema'
import { draftPractice } from '#modules/newsroom/practices.server'
import { beginProject } from '#modules/projects/projects.server'
import type { Ctx } from '#platform/ctx'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { RuleBroken } from '#platform/errors'
import { pickText, type Localized } from '#platform/i18n'
import { action } from '../../../../../organisation-actions.ts'

/** What was decided and promised at an event, with the organisations one of which may be in charge: hosts, partners, who asked. */
export async function commitmentsOf(ctx: Ctx, eventId: string) {
	const [visit, { stops }, partners] = [
		await getVisit(ctx, eventId),
		await getItinerary(ctx, eventId),
		await listPartners(ctx, eventId)
	]
	const names = new Map<string, Localized>()
	for (const organisation of [
		visit?.organisation,
		...stops.map(({ host }) => host),
		...partners.map((each) => each.organisation)
	])
		if (organisation) names.set(organisation.id, organisation.name)
	return { commitments: await listCommitments(ctx, eventId), organisations: [...names].map(([id, name]) => ({ id, name })) }
}

export const commitmentActions = {
	add: action(commitmentForm, 'saved', addCommitment),
	settle: action(settleForm, 'saved', settleCommitment),
	remove: action(partForm, 'saved', (ctx, eventId, { id }) => removeCommitment(ctx, eventId, id)),
	/** A project drafted from the commitment, with the organisations it is about; found again when there is one. */
	project: becoming('project', '/office/projects/{id}?notice=drafted', async (ctx, { event, commitment, partners }) =>
		beginProject(ctx, {
			service: event.service,
			origin: `event:${event.id}`,
			title: event.title,
			summary: event.summary,
			objectives: { [ctx.locale]: commitment.text },
			themes: event.themes,
			territories: event.territory ? [event.territory] : [],
			partners: partners.map((organisationId) => ({ organisationId, role: 'partner' }))
		})
	),
	/** The organisation that asked for the visit and the one in charge are put in touch; both must agree. */
	introduction: becoming('introduction', '/office/exchange/introductions/{id}', async (ctx, { event, commitment, partners }) => {
		const [from, to] = partners
		if (!from || !to) throw new RuleBroken('error.commitment.two')
		return askForBoth(ctx, { from, to, message: `${pickText(event.title, ctx.locale)}\n\n${commitment.text}` })
	}),
	/** The sheet of a good practice is begun with what was learnt or promised. */
	practice: becoming('practice', '/workspace/practices/{id}', async (ctx, { event, commitment, partners }) =>
		draftPractice(ctx, {
			title: Object.fromEntries(Object.entries(event.title).map(([locale, text]) => [locale, text.slice(0, TITLE_LENGTH)])),
			problem: {},
			solution: { [ctx.locale]: commitment.text },
			actors: {},
			cost: {},
			results: {},
			conditions: {},
			organisation: partners[0] ?? null,
			themes: event.themes.slice(0, 8),
			territory: event.territory,
			event: event.publishedAt ? `/${ctx.locale}/events/${event.id}` : null,
			project: null
		})
	)
}

/** An action that makes something of a commitment and goes to it; `make` returns its id. */
function becoming(
	kind: 'project' | 'introduction' | 'practice',
	path: string,
	make: (ctx: Ctx, of: Parameters<Parameters<typeof makeOfCommitment>[3]>[1]) => Promise<string>
) {
	return async ({ locals: { ctx }, params, request }: RequestEvent) => {
		const form = await parseForm(request, partForm)
		if (!form.ok) return invalid(form)
		let became: string
		try {
			became = await makeOfCommitment(ctx, params.id!, form.data.id, async (ctx, of) => `${kind}:${await make(ctx, of)}`)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		// At the second asking it may have become something else already, and its own link leads there.
		const here = `/${ctx.locale}/office/events/${params.id!}/minutes`
		redirect(303, became.startsWith(`${kind}:`) ? `/${ctx.locale}${path.replace('{id}', became.slice(kind.length + 1))}` : here)
	}
}
