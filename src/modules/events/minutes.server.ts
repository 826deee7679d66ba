import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { authorize, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { publicDocuments } from './event-documents.server.ts'
import { publicEvent } from './events.server.ts'
import { readEvent, refOfEvent } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { editing } from './programme.server.ts'

/** The minutes as the office works on them; null before the first word. */
export async function getMinutes(ctx: Ctx, eventId: string) {
	const event = await readEvent(ctx, eventId)
	const row = await readMinutes(ctx, eventId)
	return {
		minutes: row ?? null,
		can: {
			publish:
				eventPolicy.run(ctx.actor, event) &&
				row?.publishedAt === null &&
				event.publishedAt !== null &&
				event.status !== 'cancelled' &&
				ctx.now >= event.startsAt
		}
	}
}

/** Writes the minutes over. `version` is null for the first; a stale one throws RuleBroken `error.stale`. */
export async function writeMinutes(
	ctx: Ctx,
	eventId: string,
	{ version, text }: { version: number | null; text: Localized }
): Promise<void> {
	await editing(ctx, eventId, async (ctx) => {
		const row = await readMinutes(ctx, eventId)
		if ((row?.version ?? null) !== version) throw new RuleBroken('error.stale')
		const written = { text: JSON.stringify(text), updatedAt: ctx.now }
		await ctx.db
			.insertInto('minutes')
			.values({ ...written, eventId })
			.onConflict((conflict) =>
				conflict.column('eventId').doUpdateSet((eb) => ({ ...written, version: eb('minutes.version', '+', 1) }))
			)
			.execute()
		await audit(ctx, 'event.minutes-written', refOfEvent(eventId))
	})
}

/** Puts the minutes on the portal as the proceedings of a published event that has begun, with its public slides. */
export async function publishMinutes(ctx: Ctx, eventId: string): Promise<void> {
	await editing(ctx, eventId, async (ctx, event) => {
		authorize(eventPolicy.run(ctx.actor, event))
		const row = await readMinutes(ctx, eventId)
		if (!row) throw new RuleBroken('error.minutes.none')
		if (row.publishedAt) throw new RuleBroken('error.minutes.published')
		if (event.publishedAt === null) throw new RuleBroken('error.event.not_published')
		if (ctx.now < event.startsAt) throw new RuleBroken('error.visit.not_begun')
		await ctx.db.updateTable('minutes').set({ publishedAt: ctx.now }).where('eventId', '=', eventId).execute()
		await audit(ctx, 'event.minutes-published', refOfEvent(eventId))
	})
}

/**
 * The proceedings of a published event, to whoever asks: minutes, decisions with their day and public papers; of who is in
 * charge, nothing. 404 for a draft; before they are out the minutes are null and no decision is shown.
 */
export async function publicProceedings(ctx: Ctx, eventId: string) {
	const event = await publicEvent(ctx, eventId)
	const row = await readMinutes(ctx, eventId)
	const decisions = row?.publishedAt
		? await ctx.db
				.selectFrom('commitment')
				.select(['id', 'text', 'dueOn'])
				.where('eventId', '=', eventId)
				.where('kind', '=', 'decision')
				.orderBy('position')
				.orderBy('id')
				.execute()
		: []
	return {
		event,
		decisions,
		text: row?.publishedAt ? row.text : null,
		publishedAt: row?.publishedAt ?? null,
		documents: await publicDocuments(ctx, eventId)
	}
}

/** Whether the proceedings of an event are out. */
export const hasProceedings = async (ctx: Ctx, eventId: string): Promise<boolean> =>
	(await readMinutes(ctx, eventId))?.publishedAt != null

const readMinutes = (ctx: Ctx, eventId: string) =>
	ctx.db
		.selectFrom('minutes')
		.select(['text', 'publishedAt', 'version', 'updatedAt'])
		.where('eventId', '=', eventId)
		.$castTo<{ text: Localized; publishedAt: Date | null; version: number; updatedAt: Date }>()
		.executeTakeFirst()
