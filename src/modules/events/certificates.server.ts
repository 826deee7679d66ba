import { randomInt } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { lockEvent, readEvent, refOfEvent } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { digestOf, registrations } from './registration-rows.server.ts'
import { writeToGuest } from './registration-mails.server.ts'
import { isHeld } from './visit-rows.server.ts'

const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Twelve characters in threes, 58 bits: `K7Q-M2X-PA4-9TB`. */
const newCode = () =>
	Array.from({ length: 12 }, (_, at) => (at && at % 3 === 0 ? '-' : '') + letters[randomInt(letters.length)]!).join('')

/** As printed, from however somebody typed it. */
const tidyCode = (typed: string) =>
	(
		typed
			.toUpperCase()
			.replace(/[^A-Z0-9]/g, '')
			.slice(0, 40)
			.match(/.{1,3}/g) ?? []
	).join('-')

/**
 * Gives everybody who was there for at least a half-day a certificate, once the event is over, and writes to them. Who has
 * one keeps it. Returns how many were made.
 */
export async function issueCertificates(ctx: Ctx, eventId: string): Promise<number> {
	return transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		if (ctx.now < event.endsAt || !(await isHeld(ctx, event))) throw new RuleBroken('error.certificate.not_over')
		const rows = await registrations(ctx)
			.where('eventId', '=', eventId)
			.where('status', '=', 'accepted')
			.where(({ exists, not, selectFrom }) =>
				not(
					exists(
						selectFrom('certificate').select('certificate.id').whereRef('certificate.registrationId', '=', 'registration.id')
					)
				)
			)
			.orderBy('id')
			.execute()
		const present = await ctx.db
			.selectFrom('attendance')
			.innerJoin('registration', 'registration.id', 'attendance.registrationId')
			.select(['registrationId', ({ fn }) => fn.countAll<number>().as('count')])
			.where('registration.eventId', '=', eventId)
			.groupBy('registrationId')
			.execute()
		const countOf = new Map(present.map(({ registrationId, count }) => [registrationId, count]))
		let count = 0
		for (const registration of rows) {
			const halfDays = countOf.get(registration.id) ?? 0
			if (halfDays === 0) continue
			await ctx.db
				.insertInto('certificate')
				.values({ id: uuidv7(), registrationId: registration.id, code: newCode(), halfDays, issuedAt: ctx.now })
				.execute()
			await writeToGuest(ctx, event, registration, 'certificate')
			count++
		}
		await audit(ctx, 'event.certificates-issued', refOfEvent(eventId), { count })
		return count
	})
}

/** Takes back a certificate given by mistake; whoever checks its code reads that it no longer holds. */
export async function revokeCertificate(ctx: Ctx, eventId: string, certificateId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		const revoked = await ctx.db
			.updateTable('certificate')
			.set({ revokedAt: ctx.now })
			.where('id', '=', certificateId)
			.where('revokedAt', 'is', null)
			.where('registrationId', 'in', (eb) => eb.selectFrom('registration').select('id').where('eventId', '=', eventId))
			.returning('id')
			.executeTakeFirst()
		if (!revoked) return notFound()
		await audit(ctx, 'certificate.revoked', refOfEvent(eventId), { certificate: certificateId })
	})
}

/** The certificates of an event with whose they are. For the office. */
export async function listCertificates(ctx: Ctx, eventId: string) {
	await readEvent(ctx, eventId)
	return ctx.db
		.selectFrom('certificate')
		.innerJoin('registration', 'registration.id', 'certificate.registrationId')
		.select([
			'certificate.id',
			'certificate.code',
			'certificate.halfDays',
			'certificate.issuedAt',
			'certificate.revokedAt',
			'registration.name'
		])
		.where('registration.eventId', '=', eventId)
		.orderBy('registration.name')
		.orderBy('certificate.id')
		.limit(5000)
		.execute()
}

const query = (ctx: Ctx) =>
	ctx.db
		.selectFrom('certificate')
		.innerJoin('registration', 'registration.id', 'certificate.registrationId')
		.innerJoin('event', 'event.id', 'registration.eventId')
		.select(['certificate.code', 'certificate.halfDays', 'certificate.issuedAt', 'certificate.revokedAt', 'registration.name'])
		.select(['event.title', 'event.reference', 'event.startsAt', 'event.endsAt', 'event.zone', 'event.place'])

/** What a certificate says, to whoever has it before them and types its code; null for a code that is none of ours. */
export async function checkCertificate(ctx: Ctx, typed: string) {
	const row = await query(ctx).where('certificate.code', '=', tidyCode(typed)).executeTakeFirst()
	return row ? { ...row, title: row.title as Localized, place: row.place as Localized } : null
}

/** The certificate of a registration, to who has its link; null while there is none, or once it was taken back. */
export async function ownCertificate(ctx: Ctx, token: string) {
	const row = await query(ctx)
		.where('registration.tokenDigest', '=', digestOf(token))
		.where('certificate.revokedAt', 'is', null)
		.executeTakeFirst()
	return row ? { ...row, title: row.title as Localized, place: row.place as Localized } : null
}
