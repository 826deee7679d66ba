import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '#platform/ctx'
import { buildOrganisation, buildStanding } from '#test/network'
import { NOW } from '#test/support'

export const MESSAGE = 'Bonjour, nous cherchons une ville partenaire pour nos réseaux d’eau.'

/** Two listed organisations, each with somebody who leads it: a French town and a Bulgarian one. */
export async function buildTwo(ctx: Ctx) {
	const fr = await buildOrganisation(ctx, { name: { fr: 'Commune d’Arches-sur-Rive' }, country: 'FR' })
	const bg = await buildOrganisation(ctx, { name: { bg: 'Община Мостово' } })
	return {
		fr: { id: fr, ...(await buildStanding(ctx, fr, 'lead', 'Camille Exemplaire')) },
		bg: { id: bg, ...(await buildStanding(ctx, bg, 'lead', 'Елица Примерова')) }
	}
}

/** A published offer of the organisation, anonymous if wished. Returns its id. */
export async function buildListing(ctx: Ctx, organisationId: string, { anonymous = false, title = 'Експертиза по води' } = {}) {
	const id = uuidv7()
	await ctx.db
		.insertInto('listing')
		.values({
			id,
			reference: `2027-OFF-${id.slice(-8)}`,
			side: 'offer',
			country: 'BG',
			organisationId,
			title: JSON.stringify({ bg: title }),
			anonymous,
			status: 'published',
			publishedAt: NOW,
			expiresAt: new Date(NOW.getTime() + 400 * 86_400_000),
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	return id
}

export const inDays = (ctx: Ctx, days: number): Ctx => ({ ...ctx, now: new Date(NOW.getTime() + days * 86_400_000) })

export const stored = (ctx: Ctx, id: string) =>
	ctx.db.selectFrom('introduction').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/** What was written to whom, the oldest first, without the letters of signing in. */
export const letters = (ctx: Ctx) =>
	ctx.db
		.selectFrom('mail')
		.select(['kind', 'toAddress', 'replyTo', 'locale', 'subject', 'text', 'html'])
		.where('kind', 'like', 'exchange.%')
		.orderBy('id')
		.execute()

export const occasions = async (ctx: Ctx) => (await letters(ctx)).map(({ kind, toAddress }) => [kind.slice(9), toAddress])
