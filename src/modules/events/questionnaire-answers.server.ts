import { randomUUID } from 'node:crypto'
import { problemsOf } from '#engines/forms/problems'
import { isEmpty, type Answers } from '#engines/forms/values'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { notFound, RuleBroken } from '#platform/errors'
import { events, refOfEvent } from './event-rows.server.ts'
import { asPublicEvent } from './public-event.ts'
import { questionnaires } from './questionnaires.server.ts'
import { answersContext, refOfRegistration, registrationOf } from './registration-rows.server.ts'

/** A questionnaire to who was asked, by the link of their registration; 404 to everybody else. */
export async function ownQuestionnaire(ctx: Ctx, token: string, questionnaireId: string) {
	const registration = await registrationOf(ctx, token)
	const invitee = await ctx.db
		.selectFrom('questionnaireInvitee')
		.select('answered')
		.where('questionnaireId', '=', questionnaireId)
		.where('registrationId', '=', registration.id)
		.executeTakeFirst()
	if (!invitee) return notFound()
	const questionnaire = await questionnaires(ctx).where('id', '=', questionnaireId).executeTakeFirstOrThrow()
	const event = await events(ctx).where('id', '=', registration.eventId).executeTakeFirstOrThrow()
	return {
		...questionnaire,
		event: asPublicEvent(event, ctx.now),
		answered: invitee.answered,
		closed: ctx.now >= questionnaire.closesAt
	}
}

/** The questionnaires that wait for an answer from whoever has the link of a registration. */
export async function waitingQuestionnaires(ctx: Ctx, token: string) {
	const { id } = await registrationOf(ctx, token)
	return questionnaires(ctx)
		.innerJoin('questionnaireInvitee', 'questionnaireInvitee.questionnaireId', 'questionnaire.id')
		.where('questionnaireInvitee.registrationId', '=', id)
		.where('questionnaireInvitee.answered', '=', false)
		.where('closesAt', '>', ctx.now)
		.orderBy('questionnaire.id')
		.execute()
}

/**
 * Answers once, until it closes. Where answers are anonymous neither the row, nor its id, nor the trail says whose it is or
 * when it came; that somebody has answered is kept apart. Throws RuleBroken on an empty answer, a second one, a late one.
 */
export async function answerQuestionnaire(ctx: Ctx, token: string, questionnaireId: string, answers: Answers): Promise<void> {
	await transact(ctx, async (ctx) => {
		const registration = await registrationOf(ctx, token)
		const invitee = await ctx.db
			.selectFrom('questionnaireInvitee')
			.select('answered')
			.where('questionnaireId', '=', questionnaireId)
			.where('registrationId', '=', registration.id)
			.forUpdate()
			.executeTakeFirst()
		if (!invitee) return notFound()
		const { definition, anonymous, closesAt } = await questionnaires(ctx)
			.where('id', '=', questionnaireId)
			.executeTakeFirstOrThrow()
		if (ctx.now >= closesAt) throw new RuleBroken('error.questionnaire.closed')
		if (invitee.answered) throw new RuleBroken('error.questionnaire.answered')
		const problems = problemsOf(definition, answers, { for: 'filing', context: answersContext(ctx) })
		if (problems.some(({ severity }) => severity === 'error'))
			throw new RuleBroken('error.registration.answers', 'answers', {}, 422)
		if (Object.values(answers).every(isEmpty)) throw new RuleBroken('error.questionnaire.nothing', 'answers', {}, 422)
		await ctx.db
			.insertInto('questionnaireAnswer')
			.values({
				// Not of the ordered kind, which would tell who answered after whom.
				id: randomUUID(),
				questionnaireId,
				registrationId: anonymous ? null : registration.id,
				answers: JSON.stringify(answers)
			})
			.execute()
		await ctx.db
			.updateTable('questionnaireInvitee')
			.set({ answered: true })
			.where('questionnaireId', '=', questionnaireId)
			.where('registrationId', '=', registration.id)
			.execute()
		if (anonymous) return
		await audit(ctx, 'questionnaire.answered', refOfRegistration(registration.id), {
			event: refOfEvent(registration.eventId),
			questionnaire: questionnaireId
		})
	})
}
