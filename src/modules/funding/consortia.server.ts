import type { Reason } from '#engines/matching/reasons'
import { suggest } from '#engines/matching/suggest'
import { suggestableNow } from '#modules/exchange/suggestion-index.server'
import { organisationProfile } from '#modules/exchange/suggestion-profiles'
import { organisationsById } from '#modules/network/organisations.server'
import { listPortraits } from '#modules/network/portraits.server'
import { ownOrganisations } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { authorize, notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import { eligibilityOf, type Eligibility } from './eligibility.ts'
import { applicantOf } from './matches.server.ts'
import { getOpportunity } from './opportunities.server.ts'
import { opportunityProfile } from './opportunity-index.server.ts'

/** An organisation of the network that could go: why, and whether it may. `both` when it also suits the lead that was chosen. */
export type Candidate = {
	id: string
	name: Localized
	latin: string | null
	kind: string
	country: string
	territory: string | null
	score: number
	reasons: Reason[]
	eligibility: Eligibility
	/** The actor stands in it. */
	own: boolean
}

const PER_COUNTRY = 6

/**
 * Who in the network could answer a call, country by country, the best first; with a `lead`, the organisations of the other
 * countries as its partners, by how they suit the call and the lead together. For whoever is signed in: it is made of what
 * everybody may read. 404 for a lead that is not listed.
 */
export async function consortiumFor(ctx: Ctx, opportunityId: string, leadId: string | null = null) {
	authorize(ctx.actor !== null)
	const { opportunity } = await getOpportunity(ctx, opportunityId)
	const { index } = await suggestableNow(ctx)
	const own = new Set((await ownOrganisations(ctx)).map(({ id }) => id))
	const wholes = (id: string) => !id.startsWith('organisation:')
	const forCall = suggest(index, opportunityProfile(opportunity, 'need'), { limit: 200, without: wholes })
	const [lead] = leadId ? await listPortraits(ctx, { ids: [leadId] }) : []
	if (leadId && !lead) return notFound()
	const withLead = new Map(
		lead ? suggest(index, organisationProfile(lead), { limit: 400, without: wholes }).map((each) => [each.owner, each]) : []
	)
	const scored = forCall
		.filter(({ reasons }) => reasons.some(({ code }) => code === 'theme' || code === 'priority' || code === 'text'))
		.map(({ owner, score, reasons }) => {
			const beside = withLead.get(owner)
			const about = reasons.filter(({ code }) => code === 'theme' || code === 'text' || code === 'priority')
			return {
				id: owner,
				score: lead ? (score + (beside?.score ?? 0)) / 2 : score,
				reasons: about.slice(0, 2),
				besideLead: beside?.reasons.filter(({ code }) => !about.some((each) => each.code === code)).slice(0, 2) ?? []
			}
		})
		.sort((a, b) => b.score - a.score)
	const wanted = lead && !scored.some(({ id }) => id === lead.id) ? [...scored, bare(lead.id)] : scored
	const ids = wanted.map(({ id }) => id)
	const names = await organisationsById(ctx, ids)
	const portraits = new Map((await listPortraits(ctx, { ids })).map((portrait) => [portrait.id, portrait]))
	const candidates = wanted.flatMap(({ id, score, reasons, besideLead }): Candidate[] => {
		const portrait = portraits.get(id)
		const name = names.get(id)
		// Hidden or merged since the index was made.
		if (!portrait || !name) return []
		const { kind, country, territory, latin } = portrait
		const eligibility = eligibilityOf(opportunity, applicantOf(portrait))
		const both = [...reasons, ...besideLead]
		return [{ id, name: portrait.name, latin, kind, country, territory, score, reasons: both, eligibility, own: own.has(id) }]
	})
	const first = lead ? (candidates.find(({ id }) => id === lead.id) ?? null) : null
	const fitting = candidates.filter(({ id, eligibility }) => id !== lead?.id && eligibility.verdict !== 'no')
	return {
		opportunity,
		lead: first,
		countries: programme.countries
			.filter(({ code }) => code !== lead?.country)
			.map(({ code }) => ({ code, candidates: fitting.filter(({ country }) => country === code).slice(0, PER_COUNTRY) })),
		/** What the source asks of a consortium; null where it says nothing. */
		consortium: eligibilityOf(opportunity, { kind: '', place: '' }).consortium
	}
}

const bare = (id: string) => ({ id, score: 0, reasons: [] as Reason[], besideLead: [] as Reason[] })
