import type { Profile, Signal } from '#engines/matching/profile'
import type { Caution, Reason } from '#engines/matching/reasons'
import { suggest, type Suggestion } from '#engines/matching/suggest'
import { organisationsById } from '#modules/network/organisations.server'
import { awayUntil, listPortraits, type Portrait } from '#modules/network/portraits.server'
import { ownOrganisations, standingOf } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { authorize, notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { listings, readListing } from './listing-rows.server.ts'
import { listingPolicy, mayModerate, mayReadExchange } from './policy.ts'
import { asPublic, type PublicListing } from './public-listing.ts'
import { suggestableNow, type Suggestable } from './suggestion-index.server.ts'
import { listingProfile, organisationProfile, type Subject } from './suggestion-profiles.ts'
import type { IdeaInput, Mark } from './suggestion-schema.ts'

export type Suggested = {
	target: Subject
	role: 'offer' | 'need' | 'organisation'
	/** What is public of it; null for an organisation as a whole. */
	listing: PublicListing | null
	/** Null for who stands behind an anonymous listing, also for staff: their page of the listing tells them. */
	organisation: { id: string; name: Localized; latin: string | null } | null
	organisationKind: string
	country: string
	territory: string | null
	reasons: Reason[]
	caution: Caution | null
	/** The last day on which nobody there answers; null when somebody does, and for an anonymous listing. */
	away: string | null
	/** Put there by the service. */
	pinned: boolean
}

/** The same with what only the office sees. */
export type Judged = Suggested & { score: number; signals: Record<Signal, number>; marks: { mark: Mark; note: string }[] }

export type SubjectOf = { subject: Subject; title: Localized; reference: string; organisationId: string; isListing: boolean }

const MOST = 50

/**
 * The counterparts of an offer, a need or an organisation, the pinned first, then the best; for its members and the staff.
 * 404 for everybody else. What staff hid, whom either side blocked and what ran out are left out; a named organisation
 * comes once.
 */
export async function suggestionsFor(ctx: Ctx, subject: Subject, { limit = 10 }: { limit?: number } = {}): Promise<Suggested[]> {
	const { asker, organisationId } = await askerOf(ctx, subject)
	const marks = await marksOf(ctx, subject)
	return (await found(ctx, asker, [organisationId], marks, limit, false)).map(asMember)
}

/** The same with scores, signals and marks, and with what was hidden at the end: for the office. */
export async function judgeSuggestions(ctx: Ctx, subject: Subject, { limit = 20 }: { limit?: number } = {}) {
	authorize(mayReadExchange(ctx.actor))
	const { asker, organisationId, ...about } = await askerOf(ctx, subject)
	const marks = await marksOf(ctx, subject)
	const suggestions = await found(ctx, asker, [organisationId], marks, limit, true)
	return {
		subject: { subject, organisationId, ...about } satisfies SubjectOf,
		suggestions: suggestions.map((one) => ({ ...one, marks: marks.get(one.target) ?? [] })) satisfies Judged[],
		can: { mark: mayModerate(ctx.actor) }
	}
}

/** The counterparts of an idea that nobody has published: for whoever is signed in. It is not kept. */
export async function suggestionsForIdea(
	ctx: Ctx,
	idea: IdeaInput,
	{ limit = 10 }: { limit?: number } = {}
): Promise<Suggested[]> {
	authorize(ctx.actor !== null)
	const own = (await ownOrganisations(ctx)).map(({ id }) => id)
	const asker: Profile = {
		...nothing,
		id: 'idea',
		owner: 'idea',
		role: 'idea',
		country: idea.country,
		themes: idea.themes,
		needs: idea.kinds,
		texts: { [idea.language]: idea.idea },
		languages: [idea.language]
	}
	return (await found(ctx, asker, own, new Map(), limit, false)).map(asMember)
}

const nothing: Omit<Profile, 'id' | 'owner' | 'role' | 'country'> = {
	kind: null,
	territory: [],
	level: null,
	wish: null,
	population: null,
	size: null,
	themes: [],
	offers: [],
	needs: [],
	texts: {},
	languages: [],
	from: null,
	until: null
}

const asMember = ({ score: _, signals: __, ...suggested }: Omit<Judged, 'marks'>): Suggested => suggested

/** Whoever asks must stand in the organisation or read the exchange for the programme. */
async function askerOf(ctx: Ctx, subject: Subject) {
	const [kind, id] = subject.split(':') as ['listing' | 'organisation', string]
	if (kind === 'organisation') {
		const standing = await standingOf(ctx, id)
		if (!standing && !mayReadExchange(ctx.actor)) return notFound()
		const portrait = await portraitOf(ctx, id)
		const { name, reference } = (await organisationsById(ctx, [id])).get(id)!
		const own = await listings(ctx).where('organisationId', '=', id).where('status', '=', 'published').execute()
		const kinds = (side: string) => [...new Set(own.filter((one) => one.side === side).flatMap((one) => one.kinds))]
		const asker = { ...organisationProfile(portrait), offers: kinds('offer'), needs: kinds('need') }
		return { asker, organisationId: id, title: name as Localized, reference, isListing: false }
	}
	const { listing, standing } = await readListing(ctx, id)
	if (!listingPolicy.viewWhole(ctx.actor, standing)) return notFound()
	const portrait = await portraitOf(ctx, listing.organisationId)
	// Its own side may be matched with all that is known of it: what the reasons tell of the asker, the asker knows.
	const open = { ...asPublic({ ...listing, anonymous: false }, portrait) }
	return {
		asker: listingProfile(open, portrait.id, portrait),
		organisationId: listing.organisationId,
		title: listing.title,
		reference: listing.reference,
		isListing: true
	}
}

async function portraitOf(ctx: Ctx, organisationId: string): Promise<Portrait> {
	const [portrait] = await listPortraits(ctx, { ids: [organisationId] })
	if (portrait) return portrait
	const brief = (await organisationsById(ctx, [organisationId])).get(organisationId)
	if (!brief) return notFound()
	return { ...brief, id: organisationId, name: brief.name as Localized, description: {}, expertise: {}, expertThemes: [] }
}

type Marks = Map<string, { mark: Mark; note: string }[]>

async function marksOf(ctx: Ctx, subject: Subject): Promise<Marks> {
	const rows = await ctx.db
		.selectFrom('suggestionMark')
		.select(['target', 'mark', 'note'])
		.where('subject', '=', subject)
		.execute()
	const marks: Marks = new Map()
	for (const { target, mark, note } of rows) marks.set(target, [...(marks.get(target) ?? []), { mark: mark as Mark, note }])
	return marks
}

const has = (marks: Marks, target: string, mark: Mark) => marks.get(target)?.some((one) => one.mark === mark) === true

/** The organisations that one of ours blocked, or that blocked one of ours. */
async function apartFrom(ctx: Ctx, own: readonly string[]): Promise<Set<string>> {
	if (own.length === 0) return new Set()
	const rows = await ctx.db
		.selectFrom('exchangeBlock')
		.select(['organisationId', 'blockedId'])
		.where((eb) => eb.or([eb('organisationId', 'in', own), eb('blockedId', 'in', own)]))
		.execute()
	return new Set(rows.flatMap(({ organisationId, blockedId }) => [organisationId, blockedId]))
}

async function found(ctx: Ctx, asker: Profile, own: readonly string[], marks: Marks, limit: number, withHidden: boolean) {
	const most = Math.min(limit, MOST)
	const suggestable = await suggestableNow(ctx)
	const apart = await apartFrom(ctx, own)
	const without = (target: string, owner: string) => {
		if (own.includes(owner)) return true
		const listing = suggestable.listings.get(target.slice('listing:'.length))
		if (listing && listing.expiresAt <= ctx.now) return true
		// An anonymous listing stays, whoever blocked whom: else blocking organisations one by one would tell whose it is.
		if (!listing?.anonymous && apart.has(owner)) return true
		return !withHidden && has(marks, target, 'hidden')
	}
	const isPinned = (target: string) => has(marks, target, 'pinned') && !has(marks, target, 'hidden')
	const pinned = [...marks.keys()].some(isPinned)
		? suggest(suggestable.index, asker, { limit: MOST, without: (target, owner) => !isPinned(target) || without(target, owner) })
		: []
	const others = suggest(suggestable.index, asker, { limit: most * 3, without }).filter(({ reasons }) =>
		reasons.some(({ code }) => telling.includes(code))
	)
	const chosen = onePerOwner(suggestable, [...pinned, ...others]).slice(0, Math.max(most, pinned.length))
	const shown = withHidden
		? [...chosen.filter(({ id }) => !has(marks, id, 'hidden')), ...chosen.filter(({ id }) => has(marks, id, 'hidden'))]
		: chosen
	return described(ctx, suggestable, shown, marks)
}

/** Two that share no more than a language or a size have nothing to talk about. */
const telling: readonly Reason['code'][] = ['theme', 'priority', 'text', 'kind']

/** A named organisation once, by its best; an anonymous listing always, so that what it replaces does not name it. */
function onePerOwner({ listings: shown }: Suggestable, all: readonly Suggestion[]): Suggestion[] {
	const seen = new Set<string>()
	return all.filter(({ id, owner }) => {
		const key = shown.get(id.slice('listing:'.length))?.anonymous ? id : owner
		if (seen.has(key) || seen.has(id)) return false
		seen.add(key).add(id)
		return true
	})
}

async function described(ctx: Ctx, { listings: shown }: Suggestable, all: readonly Suggestion[], marks: Marks) {
	const listingOf = ({ id }: Suggestion) => shown.get(id.slice('listing:'.length)) ?? null
	const named = [...new Set(all.filter((one) => !listingOf(one)?.anonymous).map(({ owner }) => owner))]
	const organisations = await organisationsById(ctx, named)
	const away = await awayUntil(ctx, named)
	return all.flatMap(({ id, owner, score, signals, reasons, caution }) => {
		const listing = listingOf({ id } as Suggestion)
		const organisation = listing?.anonymous ? null : organisations.get(owner)
		// Hidden or merged since the index was made.
		if (organisation === undefined || (organisation && organisation.status !== 'listed')) return []
		return [
			{
				target: id as Subject,
				role: listing?.side ?? ('organisation' as const),
				listing,
				organisation: organisation && { id: organisation.id, name: organisation.name as Localized, latin: organisation.latin },
				organisationKind: organisation?.kind ?? listing!.organisationKind,
				country: organisation?.country ?? listing!.country,
				territory: listing ? listing.territory : organisation!.territory,
				reasons,
				caution,
				away: organisation ? (away.get(owner) ?? null) : null,
				pinned: has(marks, id, 'pinned'),
				score,
				signals
			}
		]
	})
}
