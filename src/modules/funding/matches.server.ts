import { locales } from '#platform/i18n'
import type { Profile } from '#engines/matching/profile'
import type { Reason } from '#engines/matching/reasons'
import { suggest } from '#engines/matching/suggest'
import { organisationProfile } from '#modules/exchange/suggestion-profiles'
import { listPortraits, type Portrait } from '#modules/network/portraits.server'
import { ownOrganisations, standingOf } from '#modules/network/standings.server'
import { getProject } from '#modules/projects/projects.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { programme } from '#programme/programme'
import { pathOf } from '#programme/territories'
import { eligibilityOf, type Applicant, type Eligibility } from './eligibility.ts'
import { opportunitiesById } from './opportunities.server.ts'
import type { Opportunity } from './opportunity-rows.server.ts'
import { askableNow, nothingKnown, type Askable } from './opportunity-index.server.ts'
import { mayReadFunding } from './policy.ts'

/** A call somebody may perhaps answer: why it fits, and whether they may. */
export type Match = { opportunity: Opportunity; reasons: Reason[]; eligibility: Eligibility }

/** The three answers: who one is, where, and what one wants to do, in words, by themes, or not at all. */
export type Answers = Applicant & { words: string; themes: string[] }

const MOST = 30

/** The calls for three answers, those that fit best first; without words or themes by their deadline. Public. */
export async function matchesForAnswers(ctx: Ctx, answers: Answers, limit = 10): Promise<Match[]> {
	const askable = await askableNow(ctx)
	const may = mayApply(askable, answers)
	if (answers.words === '' && answers.themes.length === 0) {
		const soonest = [...askable.standing]
			.filter(([id, { closesAt }]) => may(id) && !(closesAt && closesAt < ctx.now))
			.sort(([, a], [, b]) => (a.closesAt?.getTime() ?? Infinity) - (b.closesAt?.getTime() ?? Infinity))
			.slice(0, Math.min(limit, MOST))
		return described(
			ctx,
			soonest.map(([id]) => ({ id, reasons: [] })),
			answers
		)
	}
	const asker = {
		...nothingKnown,
		id: 'answers',
		owner: 'answers',
		role: 'idea' as const,
		country: countryOf(answers.place),
		themes: answers.themes,
		texts: { [ctx.locale]: answers.words }
	}
	return found(ctx, askable, asker, answers, limit)
}

/** The calls that suit an organisation, for those who stand in it and the staff; 404 for everybody else. */
export async function matchesForOrganisation(ctx: Ctx, organisationId: string, limit = 10): Promise<Match[]> {
	if (!(await standingOf(ctx, organisationId)) && !mayReadFunding(ctx.actor)) return notFound()
	const [portrait] = await listPortraits(ctx, { ids: [organisationId] })
	// What waits for the staff is shown nowhere yet: nothing can be said of it.
	if (!portrait) return []
	return found(ctx, await askableNow(ctx), organisationProfile(portrait), applicantOf(portrait), limit)
}

/** The same for a project, seen from the first of its partners that the reader stands in, else from the first. */
export async function matchesForProject(ctx: Ctx, projectId: string, limit = 10): Promise<Match[]> {
	const project = await getProject(ctx, projectId)
	const own = new Set((await ownOrganisations(ctx)).map(({ id }) => id))
	const ids = project.partners.map(({ organisationId }) => organisationId)
	const portraits = await listPortraits(ctx, { ids })
	const from = portraits.find(({ id }) => own.has(id)) ?? portraits.find(({ id }) => id === ids[0]) ?? portraits[0]
	if (!from) return []
	const texts = [project.title, project.summary]
	const asker: Profile = {
		...nothingKnown,
		id: projectId,
		owner: projectId,
		role: 'idea',
		country: from.country,
		themes: project.themes,
		texts: Object.fromEntries(
			locales.flatMap((locale) => {
				const words = texts.flatMap((text) => text[locale] ?? []).join('\n')
				return words ? [[locale, words]] : []
			})
		)
	}
	return found(ctx, await askableNow(ctx), asker, applicantOf(from), limit)
}

export const applicantOf = ({ kind, territory, country }: Pick<Portrait, 'kind' | 'territory' | 'country'>): Applicant => ({
	kind,
	place: territory ?? country
})

const countryOf = (place: string) => pathOf(place)[0]?.code ?? programme.countries[0]!.code

const mayApply =
	({ standing }: Askable, applicant: Applicant) =>
	(id: string) => {
		const call = standing.get(id)
		return call !== undefined && eligibilityOf(call, applicant).verdict !== 'no'
	}

/** What shares no more than nothing has no reason. */
const telling: readonly Reason['code'][] = ['theme', 'priority', 'text']

async function found(ctx: Ctx, askable: Askable, asker: Profile, applicant: Applicant, limit: number): Promise<Match[]> {
	const may = mayApply(askable, applicant)
	const passed = (id: string) => {
		const closesAt = askable.standing.get(id)?.closesAt
		return closesAt ? closesAt < ctx.now : false
	}
	const suggested = suggest(askable.index, asker, {
		limit: Math.min(limit, MOST),
		without: (id) => passed(id) || !may(id)
	}).filter(({ reasons }) => reasons.some(({ code }) => telling.includes(code)))
	return described(ctx, suggested, applicant)
}

async function described(ctx: Ctx, some: readonly { id: string; reasons: Reason[] }[], applicant: Applicant): Promise<Match[]> {
	const rows = await opportunitiesById(
		ctx,
		some.map(({ id }) => id)
	)
	return some.flatMap(({ id, reasons }) => {
		const opportunity = rows.get(id)
		return opportunity ? [{ opportunity, reasons, eligibility: eligibilityOf(opportunity, applicant) }] : []
	})
}
