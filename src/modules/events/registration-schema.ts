import { z } from 'zod'
import { box, line, optionalLine, optionalParagraphs, paragraphs, ticked } from '#platform/shapes'
import { locales } from '#platform/i18n'
import { registrationQuestions } from '#programme/registration-questions'
import { registrationStatuses } from './registration-workflow.ts'

const version = z.coerce.number().int().min(1)
const orEmpty = (most: number) => optionalLine(most).transform((value) => value ?? '')
export const emailField = z
	.string('error.required')
	.max(400, 'error.email')
	.transform((value) => value.trim())
	.pipe(z.email('error.email').max(254, 'error.email'))
const category = z.preprocess((value) => (value === '' || value === undefined ? null : value), z.uuid('error.choice').nullable())

/** What is asked of everybody; the event's own questions come beside. */
const about = {
	name: line(200),
	organisation: orEmpty(200),
	function: orEmpty(200),
	listed: box
}
/** `website` is the field no person sees: whoever fills it in is a program. `invitation` is the secret of a letter. */
export const registerForm = z.object({
	...about,
	email: emailField,
	category,
	invitation: z.string().max(100, 'error.registration.invitation').default(''),
	website: z.string().max(2000).default('')
})
export type RegisterInput = z.output<typeof registerForm>
export const changeForm = z.object({ ...about, version })
export type ChangeInput = z.output<typeof changeForm>

/** A member of a delegation has no mail address here: whoever heads it is written to, and nobody learns whether an address is known. */
export const delegateForm = z.object({ ...about, category })
export type DelegateInput = z.output<typeof delegateForm>
export const delegationForm = z.object({ name: line(200) })

export const decideForm = z.object({ id: z.uuid('error.choice'), version })
export const refuseForm = decideForm.extend({ reason: paragraphs(2000, 'error.registration.reason') })

export const inviteForm = z.object({
	people: optionalParagraphs(200_000),
	category,
	locale: z.enum(locales, 'error.choice')
})

const keys = (when: 'first' | 'second') =>
	registrationQuestions.filter((question) => question.when === when).map(({ key }) => key) as [string, ...string[]]
export const questionsForm = z.object({ first: ticked(keys('first')), second: ticked(keys('second')) })

export const registrationsQuery = z.object({
	q: z.string().max(200, 'error.too_long'),
	status: z.enum(registrationStatuses, 'error.office.filter'),
	after: z.uuid('error.office.filter')
})
export type RegistrationFilters = Partial<Omit<z.output<typeof registrationsQuery>, 'after'>>
