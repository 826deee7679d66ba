import { problemsOf } from '#engines/forms/problems'
import type { Answers } from '#engines/forms/values'
import { audit } from '#platform/audit.server'
import { SECOND_FORM_DAYS } from '#programme/retention'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { events, lockEvent, refOfEvent, writeEvent } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { formOfQuestions } from './registration-questions.ts'
import { isUnderWay } from './registration-workflow.ts'
import { answersContext, refOfRegistration, registrationOf } from './registration-rows.server.ts'

/** Chooses which of the programme's questions an event asks, with the registration and of those who have a place. */
export async function chooseQuestions(
	ctx: Ctx,
	eventId: string,
	{ first, second }: { first: string[]; second: string[] }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		if (event.status !== 'draft' && event.status !== 'published') throw new RuleBroken('error.event.not_editable')
		const [form, secondForm] = [formOfQuestions('first', first), formOfQuestions('second', second)]
		await writeEvent(ctx, eventId, {
			form: form && JSON.stringify(form),
			secondForm: secondForm && JSON.stringify(secondForm)
		})
		await audit(ctx, 'event.questions-chosen', refOfEvent(eventId), { first, second })
	})
}

/** Answers the second form, for who has a place; as often as wanted until the event is over. */
export async function fillSecondForm(ctx: Ctx, token: string, answers: Answers): Promise<void> {
	await transact(ctx, async (ctx) => {
		const registration = await registrationOf(ctx, token, { lock: true })
		const event = await events(ctx).where('id', '=', registration.eventId).executeTakeFirstOrThrow()
		if (registration.status !== 'accepted' || !isUnderWay(event, registration) || !event.secondForm || ctx.now >= event.endsAt)
			throw new RuleBroken('error.registration.no_second_form')
		const problems = problemsOf(event.secondForm, answers, { for: 'filing', context: answersContext(ctx) })
		if (problems.some(({ severity }) => severity === 'error'))
			throw new RuleBroken('error.registration.answers', 'answers', {}, 422)
		await ctx.db
			.updateTable('registration')
			.set({ secondAnswers: JSON.stringify(answers), secondFilledAt: ctx.now })
			.where('id', '=', registration.id)
			.execute()
		await audit(ctx, 'registration.second-form-filled', refOfRegistration(registration.id))
	})
}

/** Forgets the second forms of what was over thirty days ago; the daily job. Returns how many. */
export async function forgetSecondForms(ctx: Ctx): Promise<{ forgotten: number }> {
	const before = new Date(ctx.now.getTime() - SECOND_FORM_DAYS * 86_400_000)
	return transact(ctx, async (ctx) => {
		const gone = await ctx.db
			.updateTable('registration')
			.set({ secondAnswers: null })
			.where('secondAnswers', 'is not', null)
			.where('eventId', 'in', (eb) => eb.selectFrom('event').select('id').where('endsAt', '<=', before))
			.returning(['id'])
			.execute()
		for (const { id } of gone) await audit(ctx, 'registration.second-form-forgotten', refOfRegistration(id))
		return { forgotten: gone.length }
	})
}
