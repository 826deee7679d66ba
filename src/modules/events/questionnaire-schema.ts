import { z } from 'zod'
import { box, gather, localizedLine, optionalParagraphs, ticked } from '#platform/shapes'
import { questionnaireQuestions } from '#programme/questionnaire-questions'
import { localInstant } from './schema.ts'

/** More of an event's own questions is a survey, not the end of a day. */
export const MOST_OWN = 5

/** `own`: a question a line. */
export const questionnaireForm = z.preprocess(
	gather('title'),
	z.object({
		title: localizedLine(200),
		keys: ticked(questionnaireQuestions.map(({ key }) => key)),
		own: optionalParagraphs(2000).transform((text) =>
			text
				.split('\n')
				.map((question) => question.trim())
				.filter(Boolean)
		),
		anonymous: box,
		closes: localInstant
	})
)
export type QuestionnaireInput = z.output<typeof questionnaireForm>
