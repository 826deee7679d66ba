import type { Actor, Ctx } from '#platform/ctx'
import { createAccount } from '#modules/identity/accounts.server'
import { addCategory } from '#modules/events/categories.server'
import { draftEvent, publishEvent } from '#modules/events/events.server'
import type { RegisterInput } from '#modules/events/registration-schema'
import type { EventInput } from '#modules/events/schema'
import { actor, as } from '#test/support'

/** A stored account as an actor. */
export async function buildActor(
	ctx: Ctx,
	roles: Parameters<typeof actor>[0] = ['member'],
	email = `${crypto.randomUUID()}@example.org`
): Promise<Actor> {
	const accountId = await createAccount(ctx, { email, name: 'Зорница Примерова', locale: 'bg' })
	return actor(roles, { accountId, email })
}

/** A published seminar of two days at the end of March 2027 with one category of places, and the officer who runs it. */
export async function buildEvent(
	ctx: Ctx,
	{ capacity = null, ...over }: Partial<EventInput> & { capacity?: number | null } = {}
) {
	const officer = await buildActor(ctx, ['officer'])
	const asOfficer = as(ctx, officer)
	const eventId = await draftEvent(asOfficer, {
		kind: 'seminar',
		service: 'cit',
		services: [],
		title: { fr: 'Séminaire sur l’eau', bg: 'Семинар за водата', en: 'Seminar on water' },
		summary: { fr: 'Deux jours.' },
		text: {},
		priorities: [],
		themes: [],
		territory: null,
		place: { fr: 'Hôtel de ville' },
		address: null,
		lat: null,
		lon: null,
		onlineUrl: null,
		format: 'place',
		starts: '2027-03-27T09:00',
		ends: '2027-03-28T17:00',
		zone: 'Europe/Sofia',
		languages: ['fr'],
		interpretation: [],
		registration: 'open',
		opens: null,
		closes: null,
		attendeesPublic: false,
		...over
	})
	const categoryId = await addCategory(asOfficer, eventId, { title: { fr: 'Participants' }, capacity })
	await publishEvent(asOfficer, eventId, { version: 1 })
	return { eventId, categoryId, officer, asOfficer }
}

/** What somebody types to register. */
export const registering = (email: string, over: Partial<RegisterInput> = {}) => ({
	name: 'Гост Примеров',
	email,
	organisation: '',
	function: '',
	listed: false,
	category: null,
	invitation: '',
	website: '',
	answers: {},
	...over
})
