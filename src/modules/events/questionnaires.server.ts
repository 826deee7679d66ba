import { v7 as uuidv7 } from 'uuid'
import type { FormDefinition } from '#engines/forms/definition'
import type { Answers } from '#engines/forms/values'
import { audit } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { lockEvent, readEvent, refOfEvent, type Event } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { formOfQuestionnaire } from './questionnaire-form.ts'
import { MOST_OWN, type QuestionnaireInput } from './questionnaire-schema.ts'
import { resultsOf } from './questionnaire-results.ts'
import { writeQuestionnaire } from './registration-mails.server.ts'
import { registrations } from './registration-rows.server.ts'

/** Fewer anonymous answers would tell whose they are. */
const FEWEST_ANONYMOUS = 5
const MOST_QUESTIONNAIRES = 10
/** A letter and two reminders: more is pestering. */
const MOST_REMINDERS = 2

type Questionnaire = {
	id: string
	eventId: string
	title: Localized
	definition: FormDefinition
	anonymous: boolean
	closesAt: Date
}

export const questionnaires = (ctx: Ctx) =>
	ctx.db
		.selectFrom('questionnaire')
		.select(['id', 'eventId', 'title', 'definition', 'anonymous', 'closesAt'])
		.$castTo<Questionnaire>()

/**
 * Asks those who came (everybody who has a place, where nobody was checked in) what they think of an event that has begun,
 * and writes to them. Whether answers carry a name is said now and never changes. Returns the questionnaire's id.
 */
export async function openQuestionnaire(
	ctx: Ctx,
	eventId: string,
	{ title, keys, own, anonymous, closes }: QuestionnaireInput
): Promise<string> {
	return transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		if (event.status !== 'published' && event.status !== 'done') throw new RuleBroken('error.event.not_published')
		if (ctx.now < event.startsAt) throw new RuleBroken('error.visit.not_begun')
		if (own.length > MOST_OWN) throw new RuleBroken('error.questionnaire.own', 'own', { count: MOST_OWN }, 422)
		const definition = formOfQuestionnaire(title, { keys, own, locale: ctx.locale })
		if (!definition) throw new RuleBroken('error.questionnaire.empty', 'keys', {}, 422)
		const closesAt = instantOf(closes, event.zone)
		if (closesAt <= ctx.now) throw new RuleBroken('error.questionnaire.past', 'closes', {}, 422)
		const before = await questionnaires(ctx).where('eventId', '=', eventId).execute()
		if (before.length >= MOST_QUESTIONNAIRES) throw new RuleBroken('error.event.too_many', null, { count: MOST_QUESTIONNAIRES })
		const guests = await guestsOf(ctx, eventId)
		if (!guests.length) throw new RuleBroken('error.papers.nobody')
		const id = uuidv7()
		await ctx.db
			.insertInto('questionnaire')
			.values({
				id,
				eventId,
				title: JSON.stringify(title),
				definition: JSON.stringify(definition),
				anonymous,
				opensAt: ctx.now,
				closesAt,
				createdAt: ctx.now
			})
			.execute()
		await ctx.db
			.insertInto('questionnaireInvitee')
			.values(guests.map((registration) => ({ questionnaireId: id, registrationId: registration.id })))
			.execute()
		for (const guest of guests) await writeQuestionnaire(ctx, event, guest, { id, title, anonymous, closesAt }, 'asked')
		await audit(ctx, 'questionnaire.opened', refOfEvent(eventId), { questionnaire: id, anonymous, people: guests.length })
		return id
	})
}

/** Those who were there; everybody with a place where nobody was checked in. */
async function guestsOf(ctx: Ctx, eventId: string) {
	const placed = await registrations(ctx).where('eventId', '=', eventId).where('status', '=', 'accepted').orderBy('id').execute()
	const there = new Set(
		(
			await ctx.db
				.selectFrom('attendance')
				.innerJoin('registration', 'registration.id', 'attendance.registrationId')
				.select('registrationId')
				.distinct()
				.where('registration.eventId', '=', eventId)
				.execute()
		).map(({ registrationId }) => registrationId)
	)
	return there.size ? placed.filter(({ id }) => there.has(id)) : placed
}

/** Writes again to those who have not answered, twice at most. Returns how many were written to. */
export async function remindQuestionnaire(ctx: Ctx, eventId: string, questionnaireId: string): Promise<number> {
	return running(ctx, eventId, questionnaireId, async (ctx, event, questionnaire) => {
		if (ctx.now >= questionnaire.closesAt) throw new RuleBroken('error.questionnaire.closed')
		const silent = await registrations(ctx)
			.innerJoin('questionnaireInvitee', 'questionnaireInvitee.registrationId', 'registration.id')
			.where('questionnaireInvitee.questionnaireId', '=', questionnaireId)
			.where('questionnaireInvitee.answered', '=', false)
			.where('questionnaireInvitee.reminders', '<', MOST_REMINDERS)
			.orderBy('registration.id')
			.execute()
		if (!silent.length) throw new RuleBroken('error.questionnaire.reminded')
		await ctx.db
			.updateTable('questionnaireInvitee')
			.set((eb) => ({ reminders: eb('reminders', '+', 1) }))
			.where('questionnaireId', '=', questionnaireId)
			.where(
				'registrationId',
				'in',
				silent.map(({ id }) => id)
			)
			.execute()
		for (const guest of silent) await writeQuestionnaire(ctx, event, guest, questionnaire, 'reminded')
		await audit(ctx, 'questionnaire.reminded', refOfEvent(eventId), { questionnaire: questionnaireId, people: silent.length })
		return silent.length
	})
}

/** Takes no more answers from now on. A second time throws RuleBroken `error.questionnaire.closed`. */
export async function closeQuestionnaire(ctx: Ctx, eventId: string, questionnaireId: string): Promise<void> {
	await running(ctx, eventId, questionnaireId, async (ctx, _, { closesAt }) => {
		if (ctx.now >= closesAt) throw new RuleBroken('error.questionnaire.closed')
		await ctx.db.updateTable('questionnaire').set({ closesAt: ctx.now }).where('id', '=', questionnaireId).execute()
		await audit(ctx, 'questionnaire.closed', refOfEvent(eventId), { questionnaire: questionnaireId })
	})
}

const running = <Result>(
	ctx: Ctx,
	eventId: string,
	questionnaireId: string,
	work: (ctx: Ctx, event: Event, questionnaire: Questionnaire) => Promise<Result>
): Promise<Result> =>
	transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		const questionnaire = await questionnaires(ctx)
			.where('id', '=', questionnaireId)
			.where('eventId', '=', eventId)
			.forUpdate()
			.executeTakeFirst()
		return work(ctx, event, questionnaire ?? notFound())
	})

/** The questionnaires of an event with how many were asked and answered, the latest first. For the office. */
export async function listQuestionnaires(ctx: Ctx, eventId: string) {
	await readEvent(ctx, eventId)
	const rows = await ctx.db
		.selectFrom('questionnaire')
		.leftJoin('questionnaireInvitee', 'questionnaireInvitee.questionnaireId', 'questionnaire.id')
		.select(['questionnaire.id', 'title', 'anonymous', 'closesAt'])
		.select(({ fn }) => [
			fn.count<number>('questionnaireInvitee.registrationId').as('asked'),
			fn
				.count<number>('questionnaireInvitee.registrationId')
				.filterWhere('questionnaireInvitee.answered', '=', true)
				.as('answered')
		])
		.where('questionnaire.eventId', '=', eventId)
		.groupBy('questionnaire.id')
		.orderBy('questionnaire.id', 'desc')
		.execute()
	return rows.map((row) => ({
		...row,
		title: row.title as Localized,
		closesAt: row.closesAt!,
		closed: ctx.now >= row.closesAt!
	}))
}

/**
 * One questionnaire with who has not answered and, to who runs the event, what was answered. Anonymous answers are shown
 * once no more can come, and five at least: watching them come in would tell whose each is.
 */
export async function getQuestionnaire(ctx: Ctx, eventId: string, questionnaireId: string) {
	const event = await readEvent(ctx, eventId)
	const questionnaire =
		(await questionnaires(ctx).where('id', '=', questionnaireId).where('eventId', '=', eventId).executeTakeFirst()) ?? notFound()
	const run = eventPolicy.run(ctx.actor, event)
	const invitees = await ctx.db
		.selectFrom('questionnaireInvitee')
		.innerJoin('registration', 'registration.id', 'questionnaireInvitee.registrationId')
		.select(['registration.id', 'registration.name', 'registration.organisation', 'answered', 'reminders'])
		.where('questionnaireId', '=', questionnaireId)
		.orderBy('registration.name')
		.orderBy('registration.id')
		.execute()
	const answered = invitees.filter((each) => each.answered).length
	const closed = ctx.now >= questionnaire.closesAt
	const held = questionnaire.anonymous && (answered < FEWEST_ANONYMOUS || (!closed && answered < invitees.length))
	const rows =
		run && !held
			? await ctx.db
					.selectFrom('questionnaireAnswer')
					.leftJoin('registration', 'registration.id', 'questionnaireAnswer.registrationId')
					.select(['questionnaireAnswer.id', 'questionnaireAnswer.answers', 'registration.name'])
					.where('questionnaireId', '=', questionnaireId)
					.orderBy('questionnaireAnswer.id')
					.execute()
			: []
	return {
		...questionnaire,
		closed,
		asked: invitees.length,
		answered,
		/** Who has not answered; to who runs the event. */
		silent: run ? invitees.filter((each) => !each.answered).map(({ answered: _, ...person }) => person) : [],
		/** Null while they are held back, and to who does not run the event. */
		results:
			run && !held
				? resultsOf(
						questionnaire.definition,
						rows.map(({ answers, name }) => ({ answers: answers as Answers, name: questionnaire.anonymous ? null : name }))
					)
				: null,
		can: {
			remind: run && !closed && invitees.some((each) => !each.answered && each.reminders < MOST_REMINDERS),
			close: run && !closed
		}
	}
}
