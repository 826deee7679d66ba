import { createHash, createHmac } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { FormContext } from '#engines/forms/answers'
import type { Answers } from '#engines/forms/values'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { secretFor } from '#platform/env'
import { notFound } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import type { RegistrationTable } from '#platform/tables'
import { programme } from '#programme/programme'
import type { RegistrationStatus } from './registration-workflow.ts'

/** A registration as it is stored. `answers` are to the form, `secondAnswers` to the second one, forgotten after a while. */
export type Registration = Omit<Selectable<RegistrationTable>, 'status' | 'locale' | 'answers' | 'secondAnswers'> & {
	status: RegistrationStatus
	locale: Locale
	answers: Answers
	secondAnswers: Answers | null
}

export const refOfRegistration = (id: string) => `registration:${id}`

export const registrations = (ctx: Ctx) => ctx.db.selectFrom('registration').selectAll('registration').$castTo<Registration>()

/** The secret of the link in letters: told by the registration, so that every letter can carry it and only its digest is kept. */
export const tokenOf = (registrationId: string) =>
	createHmac('sha256', secretFor('registrations')).update(registrationId).digest('base64url')
export const digestOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** Whoever has the secret of the link, or 404. */
export async function registrationOf(ctx: Ctx, token: string, { lock = false } = {}): Promise<Registration> {
	const row = await registrations(ctx)
		.where('tokenDigest', '=', digestOf(token))
		.$if(lock, (query) => query.forUpdate())
		.executeTakeFirst()
	return row ?? notFound()
}

/** What the form's engine has to know of the programme. */
export const answersContext = (ctx: Ctx): FormContext => ({
	locale: ctx.locale,
	today: localDate(ctx.now, programme.timeZone)
})
