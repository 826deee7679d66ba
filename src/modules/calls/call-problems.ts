/** What a call still lacks before it can be published, and what would be better. */
import { checkDefinition } from '#engines/forms/check'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import { mayIdentify } from './blindness.ts'
import { locales, type Localized, type MessageKey, type MessageParams } from '#platform/i18n'
import type { Call, Criterion, Lot, Requirement } from './call-rows.server.ts'

/** `step` is the page of the call where it is mended, as in `callSteps`. Errors keep a call from being published. */
export type CallProblem = { step: string; key: MessageKey; params?: MessageParams; severity: 'error' | 'warning' }

const DAY = 86_400_000
const USUAL_DAYS = 14

const filledIn = (text: Localized) => locales.filter((locale) => text[locale]?.trim())

/** In the order of the steps; nothing with severity `error` left means it can be published at `now`. */
export function problemsOfCall(
	call: Pick<Call, 'title' | 'summary' | 'text' | 'priorities' | 'opensAt' | 'closesAt' | 'committeeOn' | 'noticeOn' | 'blind'>,
	{ lots, requirements, criteria }: { lots: Lot[]; requirements: Requirement[]; criteria: Criterion[] },
	definition: FormDefinition | null,
	now: Date
): CallProblem[] {
	const problems: CallProblem[] = []
	const say = (severity: CallProblem['severity'], step: string, key: MessageKey, params?: MessageParams) =>
		problems.push({ step, key, severity, ...(params && { params }) })

	if (filledIn(call.summary).length === 0 || filledIn(call.text).length === 0) say('error', '/edit', 'call.problem.text')
	for (const part of ['title', 'summary', 'text'] as const)
		if (filledIn(call[part]).length > 0 && filledIn(call[part]).length < locales.length)
			say('warning', '/edit', `call.problem.languages.${part}`)
	if (call.priorities.length === 0) say('error', '/edit', 'call.problem.priority')

	const { opensAt, closesAt } = call
	if (!opensAt || !closesAt) say('error', '/edit', 'call.problem.dates')
	else {
		const from = Math.max(opensAt.getTime(), now.getTime())
		if (closesAt.getTime() <= now.getTime()) say('error', '/edit', 'call.problem.past')
		else if (closesAt.getTime() - from < USUAL_DAYS * DAY) say('warning', '/edit', 'call.problem.short', { days: USUAL_DAYS })
		const closing = closesAt.toISOString().slice(0, 10)
		if (!call.committeeOn || !call.noticeOn) say('warning', '/edit', 'call.problem.later_dates')
		else if (call.committeeOn < closing || call.noticeOn < call.committeeOn) say('error', '/edit', 'call.problem.order')
	}

	if (lots.length === 0) say('error', '/lots', 'call.problem.lots')
	if (lots.some((lot) => lot.envelopeCents === null && lot.places === null)) say('error', '/lots', 'call.problem.envelope')

	const fields = new Map(definition ? allFields(definition).map((field) => [field.key, field.kind]) : [])
	if (requirements.length === 0) say('warning', '/requirements', 'call.problem.requirements')
	for (const { rule } of requirements) {
		if (rule?.name === 'document' && fields.get(rule.field) !== 'file')
			say('error', '/requirements', 'call.problem.field', { field: rule.field })
		if (rule?.name === 'declared' && fields.get(rule.field) !== 'declaration')
			say('error', '/requirements', 'call.problem.field', { field: rule.field })
		if (rule?.name === 'budget' && ![...fields.values()].includes('budget')) say('error', '/requirements', 'call.problem.budget')
	}

	if (criteria.length === 0) say('error', '/criteria', 'call.problem.criteria')
	const total = criteria.reduce((sum, { weight }) => sum + weight, 0)
	if (criteria.length > 0 && total !== 100) say('error', '/criteria', 'call.problem.weights', { total })

	if (!definition || definition.pages.length === 0) say('error', '/form', 'call.problem.form')
	else {
		const wrong = checkDefinition(definition)
		const errors = wrong.filter(({ severity }) => severity === 'error').length
		if (errors > 0) say('error', '/form', 'call.problem.form_errors', { count: errors })
		else if (wrong.length > 0) say('warning', '/form', 'call.problem.form_warnings', { count: wrong.length })
		const telling = call.blind ? allFields(definition).filter(mayIdentify) : []
		if (telling.length > 0) say('warning', '/form', 'call.problem.blind', { fields: telling.map(({ key }) => key).join(', ') })
	}
	return problems
}
