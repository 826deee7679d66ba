import { createHash } from 'node:crypto'
import { z } from 'zod'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { badgeOf, readBadge } from './badges.server.ts'
import { readEvent, refOfEvent } from './event-rows.server.ts'
import { halfDaysOf, halves } from './half-days.ts'
import { isHeld } from './visit-rows.server.ts'
import { eventPolicy } from './policy.ts'

export const scansShape = z.object({
	device: z.string().max(60),
	scans: z
		.array(
			z.object({
				key: z.string().max(100),
				code: z.string().max(200),
				day: z.iso.date(),
				half: z.enum(halves),
				at: z.iso.datetime()
			})
		)
		.max(500)
})
export type Scans = z.output<typeof scansShape>
/** `unknown`: no badge of this event, or a forged one; `gone`: a registration without a place. */
export type ScanResult = 'recorded' | 'already' | 'unknown' | 'gone'

/** Everybody who has a place, for a phone to keep: names and digests of badges, so that it can tell a badge without the network. */
export async function checkInList(ctx: Ctx, eventId: string) {
	const event = await readEvent(ctx, eventId)
	authorize(eventPolicy.run(ctx.actor, event))
	const people = await ctx.db
		.selectFrom('registration')
		.select(['id', 'reference', 'name', 'organisation'])
		.where('eventId', '=', eventId)
		.where('status', '=', 'accepted')
		.orderBy('name')
		.orderBy('id')
		.execute()
	return people.map(({ id, ...person }) => ({ ...person, digest: createHash('sha256').update(badgeOf(id)).digest('hex') }))
}

/**
 * Takes the scans of a phone, however late and however often it sends them: one person once per half-day. `code` is a
 * badge's content or a registration number. Answers each by its key, so that the phone forgets what has arrived and nothing else.
 */
export async function recordScans(ctx: Ctx, eventId: string, { device, scans }: Scans): Promise<Record<string, ScanResult>> {
	return transact(ctx, async (ctx) => {
		const event = await readEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		if (!(await isHeld(ctx, event))) throw new RuleBroken('error.event.not_published')
		const known = new Set(halfDaysOf(event).map(({ day, half }) => `${day} ${half}`))
		const rows = await ctx.db
			.selectFrom('registration')
			.select(['id', 'reference', 'status'])
			.where('eventId', '=', eventId)
			.where((eb) =>
				eb.or([
					eb('id', 'in', [...scans.flatMap(({ code }) => readBadge(code) ?? []), '00000000-0000-0000-0000-000000000000']),
					eb('reference', 'in', ['', ...scans.map(({ code }) => code.trim().toUpperCase())])
				])
			)
			.execute()
		const results: Record<string, ScanResult> = {}
		const found = scans.flatMap((scan) => {
			const id = readBadge(scan.code)
			const who = rows.find((row) => row.id === id || row.reference === scan.code.trim().toUpperCase())
			if (who?.status === 'accepted' && known.has(`${scan.day} ${scan.half}`)) return [{ ...scan, registrationId: who.id }]
			results[scan.key] = who && known.has(`${scan.day} ${scan.half}`) ? 'gone' : 'unknown'
			return []
		})
		// The first of a person in a half-day counts: a Map keeps the last.
		const once = new Map(found.toReversed().map((scan) => [`${scan.registrationId} ${scan.day} ${scan.half}`, scan]))
		// In one order for every phone: two that send at once wait for one another, and never in a circle.
		const sorted = [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, scan]) => scan)
		const made = sorted.length
			? await ctx.db
					.insertInto('attendance')
					.values(
						sorted.map(({ registrationId, day, half, at }) => ({
							registrationId,
							day,
							half,
							scannedAt: new Date(at),
							syncedAt: ctx.now,
							device,
							byAccount: ctx.actor!.accountId
						}))
					)
					.onConflict((conflict) => conflict.constraint('attendance_pk').doNothing())
					.returning(['registrationId', 'day', 'half'])
					.execute()
			: []
		const fresh = new Set(made.map(({ registrationId, day, half }) => `${registrationId} ${day} ${half}`))
		for (const { key, registrationId, day, half } of found) {
			// Twice in one sending is once.
			const first = once.get(`${registrationId} ${day} ${half}`)?.key === key
			results[key] = first && fresh.has(`${registrationId} ${day} ${half}`) ? 'recorded' : 'already'
		}
		const recorded = made.length
		if (recorded) await audit(ctx, 'event.attendance-synced', refOfEvent(eventId), { count: recorded, device })
		return results
	})
}

/** How many were there in each half-day. For the office. */
export async function countAttendance(ctx: Ctx, eventId: string) {
	const event = await readEvent(ctx, eventId)
	const rows = await ctx.db
		.selectFrom('attendance')
		.innerJoin('registration', 'registration.id', 'attendance.registrationId')
		.select(['day', 'half', ({ fn }) => fn.countAll<number>().as('count')])
		.where('registration.eventId', '=', eventId)
		.groupBy(['day', 'half'])
		.execute()
	return halfDaysOf(event).map((each) => ({
		...each,
		count: rows.find(({ day, half }) => day === each.day && half === each.half)?.count ?? 0
	}))
}
