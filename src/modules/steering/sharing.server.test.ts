import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { listCalls } from '#modules/calls/call-lists.server'
import { getCall } from '#modules/calls/calls.server'
import { listEvents } from '#modules/events/event-lists.server'
import { getEvent } from '#modules/events/events.server'
import { correctPerson, getPerson } from '#modules/network/people.server'
import { listProjects } from '#modules/projects/project-lists.server'
import { draftProject, getProject } from '#modules/projects/projects.server'
import type { Ctx, Role } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { buildSignedIn } from '#test/accounts'
import { buildOpenCall } from '#test/applications'
import { buildEvent } from '#test/events'
import { buildOrganisation, buildStanding } from '#test/network'
import { actor, as, test, trail } from '#test/support'
import { getSharing, share, type SharedKind } from './sharing.server.ts'

async function staff(ctx: Ctx, service: string, role: Role = 'officer') {
	const { accountId } = await buildSignedIn(ctx)
	return as(ctx, actor([{ service, role }], { accountId }))
}

const kinds: {
	kind: SharedKind
	make: (officer: Ctx) => Promise<string>
	open: (asker: Ctx, id: string) => Promise<unknown>
	list: (asker: Ctx) => Promise<string[]>
}[] = [
	{
		kind: 'call',
		make: (officer) => buildOpenCall(officer),
		open: getCall,
		list: async (asker) => (await listCalls(asker)).calls.map(({ id }) => id)
	},
	{
		kind: 'event',
		make: async (officer) => (await buildEvent(officer)).eventId,
		open: getEvent,
		list: async (asker) => (await listEvents(asker)).events.map(({ id }) => id)
	},
	{
		kind: 'project',
		make: (officer) =>
			draftProject(officer, {
				service: 'cit',
				title: { fr: 'Le canal' },
				summary: {},
				objectives: {},
				story: {},
				priorities: [],
				themes: [],
				territories: [],
				startsOn: null,
				endsOn: null
			}),
		open: getProject,
		list: async (asker) => (await listProjects(asker)).projects.map(({ id }) => id)
	}
]

describe.for(kinds)('a $kind of several services', ({ kind, make, open, list }) => {
	test('is the office’s, until it is reserved to those that run it', async ({ ctx }) => {
		const officer = await staff(ctx, 'cit')
		const partner = await staff(ctx, 'ser')
		const stranger = await staff(ctx, 'education-language')
		const id = await make(officer)
		expect(await list(stranger)).toContain(id)

		await share(officer, kind, id, { services: ['ser', 'cit'], reserved: true })

		expect(await getSharing(partner, kind, id)).toMatchObject({ service: 'cit', services: ['ser'], reserved: true })
		for (const asker of [officer, partner, await staff(ctx, 'cit', 'finance')]) {
			expect(await list(asker)).toContain(id)
			await open(asker, id)
		}
		expect(await list(stranger)).not.toContain(id)
		await expect(open(stranger, id)).rejects.toMatchObject({ status: 404 })
		await expect(getSharing(stranger, kind, id)).rejects.toMatchObject({ status: 404 })
		await expect(share(stranger, kind, id, { services: [], reserved: false })).rejects.toMatchObject({ status: 404 })
		expect((await trail(ctx, `${kind}:${id}`)).map(({ action }) => action)).toContain(`${kind}.shared`)

		await share(officer, kind, id, { services: [], reserved: false })
		expect(await list(stranger)).toContain(id)
	})

	test('is shared by its own service only', async ({ ctx }) => {
		const id = await make(await staff(ctx, 'cit'))
		for (const asker of [
			await staff(ctx, 'ser'),
			await staff(ctx, 'cit', 'editor'),
			as(ctx, actor([{ service: null, role: 'auditor' }]))
		])
			await expect(share(asker, kind, id, { services: ['ser'], reserved: true })).rejects.toMatchObject({ status: 403 })
		expect(await getSharing(await staff(ctx, 'ser'), kind, id)).toMatchObject({ services: [], reserved: false })
	})
})

describe('a contact', () => {
	test('keeps its address from the services that do not look after it', async ({ ctx }) => {
		const officer = await staff(ctx, 'cit')
		const other = await staff(ctx, 'ser')
		const { personId } = await buildStanding(ctx, await buildOrganisation(ctx))
		await sql`update person set email = 'a@example.org' where id = ${personId}`.execute(ctx.db)
		expect((await getPerson(other, personId)).email).toBe('a@example.org')
		await expect(share(officer, 'person', personId, { services: [], reserved: true })).rejects.toEqual(
			new RuleBroken('error.sharing.nobody', 'services')
		)

		await share(officer, 'person', personId, { services: ['cit'], reserved: true })

		expect((await getPerson(officer, personId)).email).toBe('a@example.org')
		expect(await getPerson(other, personId)).toMatchObject({ email: null, can: { correct: false } })
		await expect(correctPerson(other, personId, {} as never)).rejects.toMatchObject({ status: 403 })
		await expect(share(other, 'person', personId, { services: ['ser'], reserved: false })).rejects.toMatchObject({ status: 403 })
		expect(await trail(ctx, `person:${personId}`)).toContainEqual(expect.objectContaining({ action: 'person.shared' }))
	})
})
