import { allFields } from '#engines/forms/definition'
import { lineAmount } from '#engines/forms/budget'
import { sheetOf, visibleFields } from '#engines/forms/sheet'
import {
	budgetOf,
	centsOf,
	isEmpty,
	localizedOf,
	own,
	stringsOf,
	textOf,
	type Answers,
	type SourceKind
} from '#engines/forms/values'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Locale, Localized } from '#platform/i18n'
import { share, money } from '#platform/money'
import { territory } from '#programme/territories'
import { themes as programmeThemes } from '#programme/themes'
import { definitionOf } from './application-rows.server.ts'
import { isIdentifying } from './blindness.ts'
import { openToOffice } from './call-rows.server.ts'
import type { CallKind } from './call-schema.ts'
import { callPolicy } from './policy.ts'

/** What an application was decided to get, for the award that follows. Amounts in cents. */
export type Decided = {
	id: string
	reference: string
	title: string
	/** The language it was written in. */
	locale: Locale
	organisationId: string | null
	accountId: string | null
	amountCents: number
	call: {
		id: string
		reference: string
		kind: CallKind
		service: string
		title: Localized
		priorities: string[]
		themes: string[]
	}
}
/** What a form asked of the project itself, as the applicant wrote it; empty where it asked for nothing of the kind. */
export type DecidedProject = {
	themes: string[]
	territories: string[]
	startsOn: string | null
	endsOn: string | null
	/** The answer to `summary`, or else the first long one that was given. */
	text: Localized
}
export type DecidedBudget = {
	expenses: { category: string; label: string; cents: number }[]
	sources: { kind: SourceKind; name: string; cents: number }[]
}

const decided = (ctx: Ctx) =>
	ctx.db
		.selectFrom('application')
		.innerJoin('call', 'call.id', 'application.callId')
		.leftJoin('outcome', 'outcome.applicationId', 'application.id')
		.select(['application.id', 'application.reference', 'application.title', 'application.organisationId'])
		.select([
			'application.accountId',
			'application.locale',
			'application.requestedCents',
			'outcome.amountCents',
			'call.id as callId'
		])
		.select(['call.reference as callReference', 'call.kind', 'call.service', 'call.title as callTitle'])
		.select(['call.priorities', 'call.themes'])
		.where('application.status', '=', 'selected')
		.where('call.decidedAt', 'is not', null)
		.where(openToOffice(ctx))

type Row = Awaited<ReturnType<ReturnType<typeof decided>['executeTakeFirstOrThrow']>>
const asDecided = ({ callId, callReference, kind, service, callTitle, priorities, themes, ...row }: Row): Decided => ({
	id: row.id,
	reference: row.reference,
	title: row.title,
	locale: row.locale as Locale,
	organisationId: row.organisationId,
	accountId: row.accountId,
	amountCents: row.amountCents ?? row.requestedCents ?? 0,
	call: {
		id: callId,
		reference: callReference,
		kind: kind as CallKind,
		service,
		title: callTitle as Localized,
		priorities,
		themes
	}
})

/** A selected application of a decided call, to the office; 404 for any other and anybody else. */
export async function decidedApplication(ctx: Ctx, applicationId: string): Promise<Decided> {
	const row = callPolicy.view(ctx.actor)
		? await decided(ctx).where('application.id', '=', applicationId).executeTakeFirst()
		: undefined
	return row ? asDecided(row) : notFound()
}

/** The selected applications of decided calls, the latest decided first, at most two hundred; 404 outside the office. */
export async function selectedApplications(ctx: Ctx): Promise<Decided[]> {
	if (!callPolicy.view(ctx.actor)) return notFound()
	const rows = await decided(ctx).orderBy('call.decidedAt', 'desc').orderBy('application.reference').limit(200).execute()
	return rows.map(asDecided)
}

/** Who decided each call, for whoever else must approve its payments. A call not decided has nobody. Asks no permission. */
export async function decidersOf(ctx: Ctx, callIds: readonly string[]): Promise<Map<string, string>> {
	if (callIds.length === 0) return new Map()
	const rows = await ctx.db
		.selectFrom('call')
		.select(['id', 'decidedBy'])
		.where('id', 'in', [...new Set(callIds)])
		.execute()
	return new Map(rows.flatMap(({ id, decidedBy }) => (decidedBy ? [[id, decidedBy] as const] : [])))
}

/** What was filed last, under the form it was filed with. Asks no permission. */
async function filed(ctx: Ctx, applicationId: string) {
	const row = await ctx.db
		.selectFrom('application')
		.innerJoin('filing', 'filing.id', 'application.filingId')
		.select(['application.formVersionId', 'filing.answers'])
		.where('application.id', '=', applicationId)
		.executeTakeFirst()
	return row && { definition: await definitionOf(ctx, row.formVersionId), answers: row.answers as Answers }
}

/**
 * The project that was filed, for the award that follows: themes, places, the first two days and what it is about. What says
 * who the applicant is (contacts, numbers, what a blind call hides) and files are not carried.
 */
export async function decidedProject(ctx: Ctx, applicationId: string): Promise<DecidedProject> {
	const { locale } = await decidedApplication(ctx, applicationId)
	const form = await filed(ctx, applicationId)
	if (!form) return { themes: [], territories: [], startsOn: null, endsOn: null, text: {} }
	const { definition, answers } = form
	const asked = visibleFields(definition, answers)
	const fields = allFields(definition).filter((field) => asked.has(field.key) && !isIdentifying(field))
	const answer = (field: { key: string } | undefined) => (field ? own(answers, field.key) : undefined)
	const of = (kind: 'theme' | 'territory' | 'date') => fields.filter((field) => field.kind === kind)
	const texts = (kind: 'theme' | 'territory') => [
		...new Set(of(kind).flatMap((field) => [textOf(answer(field)), ...stringsOf(answer(field))]))
	]
	const [startsOn = '', endsOn = ''] = of('date').map((field) => textOf(answer(field)))
	const inOrder = startsOn !== '' && startsOn <= endsOn
	const long = fields.filter((field) => field.kind === 'text' && (field.key === 'summary' || field.lines === 'several'))
	const about = [long.find(({ key }) => key === 'summary'), ...long].map(answer).find((each) => !isEmpty(each))
	const words = textOf(about).trim()
	return {
		themes: texts('theme').filter((key) => programmeThemes.some((theme) => theme.key === key)),
		territories: texts('territory').filter((code) => territory(code) !== undefined),
		startsOn: inOrder ? startsOn : null,
		endsOn: inOrder ? endsOn : null,
		text: words ? { [locale]: words } : localizedOf(about)
	}
}

/** The budget that was filed, in whole cents, with its flat-rate overheads as a line; null where the form asks for none. */
export async function decidedBudget(ctx: Ctx, applicationId: string): Promise<DecidedBudget | null> {
	await decidedApplication(ctx, applicationId)
	const form = await filed(ctx, applicationId)
	if (!form) return null
	const { definition, answers } = form
	const sheet = sheetOf(definition, answers)
	const field = allFields(definition).find((each) => each.kind === 'budget' && sheet.shows(each.key))
	if (field?.kind !== 'budget') return null
	const { lines, sources } = budgetOf(own(answers, field.key))
	const expenses = lines
		.map((line) => ({ category: line.category ?? 'other', label: line.label ?? '', cents: lineAmount(line) ?? 0 }))
		.filter(({ cents }) => cents > 0)
	const direct = expenses.reduce((sum, { cents }) => sum + cents, 0)
	const overhead = field.rules.overheadRate ? share(money(direct), field.rules.overheadRate).cents : 0
	return {
		expenses: overhead ? [...expenses, { category: 'administration', label: '', cents: overhead }] : expenses,
		sources: sources
			.map(({ kind, name, amount }) => ({ kind: kind ?? 'private', name: name ?? '', cents: centsOf(amount) ?? 0 }))
			.filter(({ cents }) => cents > 0)
	}
}
