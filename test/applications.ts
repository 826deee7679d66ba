/** Calls and applications for the tests of the applicant's side. */
import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { FormDefinition } from '#engines/forms/definition'
import { beginApplication } from '#modules/calls/applications.server'
import { saveDraft } from '#modules/calls/drafts.server'
import type { Ctx } from '#platform/ctx'
import { shortForm } from '#test/forms'
import { buildOrganisation, buildStanding } from '#test/network'

const HOUR = 3_600_000

/** What `shortForm` needs to be filed. */
export const wholeAnswers = { title: 'La rivière propre', summary: 'Nettoyer la rivière avec ses riverains.', honour: 'fr' }

type Over = {
	/** In milliseconds from now, by the machine's clock: filing asks the database's. */
	closesIn?: number
	definition?: FormDefinition
	applicant?: 'organisation' | 'person'
	most?: number
	lots?: { title: { en: string }; limits?: object }[]
}

/** A published, open call with its form. Returns its id. */
export async function buildOpenCall(
	ctx: Ctx,
	{ closesIn = 24 * HOUR, definition = shortForm, applicant = 'organisation', most = 1, lots = [] }: Over = {}
): Promise<string> {
	const id = uuidv7()
	const now = Date.now()
	await ctx.db
		.insertInto('call')
		.values({
			id,
			reference: `T-${id.slice(-12)}`,
			kind: 'projects',
			service: 'cit',
			title: JSON.stringify({ fr: 'Appel à projets (essai)', bg: 'Покана (проба)', en: 'Call for projects (trial)' }),
			applicant,
			status: 'published',
			opensAt: new Date(Math.min(now, now + closesIn) - 30 * 24 * HOUR),
			closesAt: new Date(now + closesIn),
			publishedAt: new Date(now - 30 * 24 * HOUR),
			mostPerApplicant: most,
			createdAt: ctx.now,
			updatedAt: ctx.now
		})
		.execute()
	await ctx.db
		.insertInto('formVersion')
		.values({
			id: uuidv7(),
			callId: id,
			number: 1,
			definition: JSON.stringify(definition),
			publishedAt: ctx.now,
			createdAt: ctx.now
		})
		.execute()
	if (lots.length)
		await ctx.db
			.insertInto('lot')
			.values(
				lots.map(({ title, limits = {} }, position) => ({
					id: uuidv7(),
					callId: id,
					position,
					title: JSON.stringify(title),
					limits: JSON.stringify(limits)
				}))
			)
			.execute()
	return id
}

/** The context as it is for a request that comes now: filing goes by the clock, as the calls above do. */
export const today = (ctx: Ctx): Ctx => ({ ...ctx, now: new Date() })

/** Somebody who stands in an organisation and has begun a draft for it. */
export async function buildDraft(ctx: Ctx, callId: string, posted: Record<string, string> = {}) {
	const organisationId = await buildOrganisation(ctx)
	const person = await buildStanding(ctx, organisationId)
	const asking = today(person.ctx)
	const id = await beginApplication(asking, { call: callId, organisation: organisationId, lot: null })
	if (Object.keys(posted).length) await saveDraft(asking, id, { posted, version: 0 })
	return { ...person, ctx: asking, id, organisationId }
}

/** The closing job has been. */
export const closeNow = (ctx: Ctx, callId: string) =>
	ctx.db
		.updateTable('call')
		.set({ status: 'closed', closesAt: new Date(Date.now() - 1000) })
		.where('id', '=', callId)
		.execute()

export const newKey = () => randomUUID()
