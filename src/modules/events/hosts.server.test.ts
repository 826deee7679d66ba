import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { buildEvent } from '#test/events'
import { buildOrganisation } from '#test/network'
import { actor, as, NOW, test } from '#test/support'
import { suggestHosts } from './hosts.server.ts'
import { planVisit } from './visits.server.ts'

const inFrance = (ctx: Ctx, name: string, over: Parameters<typeof buildOrganisation>[1] = {}) =>
	buildOrganisation(ctx, { name: { fr: name }, country: 'FR', ...over })

/** A visit of a Bulgarian town to France about water, with what it wants to learn. */
async function visiting(ctx: Ctx, objectives: Record<string, string> = {}) {
	const guest = await buildOrganisation(ctx, { themes: ['water'], population: 30_000 })
	const { eventId, asOfficer } = await buildEvent(ctx, {
		kind: 'study-visit',
		title: { fr: 'Visite d’études' },
		themes: ['water'],
		territory: 'FR'
	})
	await planVisit(asOfficer, eventId, { organisation: guest })
	await ctx.db
		.updateTable('visit')
		.set({ objectives: JSON.stringify(objectives) })
		.where('eventId', '=', eventId)
		.execute()
	return { eventId, asOfficer, guest }
}

describe('the hosts suggested for a visit', () => {
	test('are of the country visited and have something in common with it; never the guest', async ({ ctx }) => {
		const { eventId, asOfficer } = await visiting(ctx)
		const host = await inFrance(ctx, 'Ville de Rivière', { themes: ['water'], population: 40_000 })
		await inFrance(ctx, 'Ville de Justice', { themes: ['justice-reform'] })
		await buildOrganisation(ctx, { name: { bg: 'Община Речница' }, themes: ['water'] })
		const hosts = await suggestHosts(asOfficer, eventId)
		expect(hosts).toMatchObject([{ id: host, themes: ['water'], sameKind: true, sameSize: true, received: 0 }])
		await expect(suggestHosts(as(ctx, actor()), eventId)).rejects.toMatchObject({ status: 404 })
	})

	test('answer what the delegation wants to learn, in another language too', async ({ ctx }) => {
		const { eventId, asOfficer } = await visiting(ctx, { bg: 'Питейна вода и загуби на вода' })
		const baths = await inFrance(ctx, 'Thermes de Rivière', {
			kind: 'company',
			themes: ['water'],
			expertise: { fr: 'Cures thermales et bien-être' }
		})
		const network = await inFrance(ctx, 'Eaux de Rivière', {
			kind: 'company',
			themes: ['water'],
			expertise: { fr: 'Eau potable, fuites' }
		})
		const hosts = await suggestHosts(asOfficer, eventId)
		expect(hosts.map(({ id }) => id)).toEqual([network, baths])
		expect(hosts[0]!.reasons.map(({ code }) => code)).toContain('text')
		expect(hosts[1]!.reasons.map(({ code }) => code)).not.toContain('text')
	})

	test('that suit alike stand by how used they are to guests', async ({ ctx }) => {
		const { eventId, asOfficer } = await visiting(ctx)
		const [one, other] = [
			await inFrance(ctx, 'Ville Une', { themes: ['water'] }),
			await inFrance(ctx, 'Ville Deux', { themes: ['water'] })
		]
		expect((await suggestHosts(asOfficer, eventId)).map(({ id }) => id)).toEqual([one, other].toSorted())
		const later = [one, other].toSorted()[1]!
		const earlier = await buildEvent(ctx, { kind: 'study-visit' })
		await sql`insert into stop (id, event_id, kind, title, host_id, starts_at, ends_at, zone)
			values (${uuidv7()}, ${earlier.eventId}, 'meeting', '{"fr":"R"}', ${later}, ${NOW}, ${NOW}, 'Europe/Paris')`.execute(ctx.db)
		expect((await suggestHosts(asOfficer, eventId)).map(({ id, received }) => [id, received])).toEqual([
			[later, 1],
			[[one, other].find((id) => id !== later), 0]
		])
	})
})
