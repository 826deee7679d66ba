import type { Profile } from '#engines/matching/profile'
import type { Reason } from '#engines/matching/reasons'
import { suggest } from '#engines/matching/suggest'
import { suggestableNow } from '#modules/exchange/suggestion-index.server'
import { organisationProfile } from '#modules/exchange/suggestion-profiles'
import { organisationsById } from '#modules/network/organisations.server'
import { listPortraits, type Portrait } from '#modules/network/portraits.server'
import type { Ctx } from '#platform/ctx'
import { locales, type Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import { readEvent, type Event } from './event-rows.server.ts'
import { findVisit, type Visit } from './visit-rows.server.ts'

/** Between hosts that suit a visit alike, each worth as much as it says about a good host. */
const worth = { theme: 3, kind: 2, size: 2, language: 1, received: 2 }
const MOST = 8
/** Compared before the country is looked at: of both countries and others, the best of them all. */
const MOST_COMPARED = 200

export type SuggestedHost = {
	id: string
	name: Localized
	latin: string | null
	country: string
	territory: string | null
	kind: string
	/** Themes of the visit it works on. */
	themes: string[]
	/** By which words it answers what the delegation wants to learn, or what priority they share. */
	reasons: Reason[]
	sameKind: boolean
	/** As many inhabitants as the guest, within half and double. */
	sameSize: boolean
	languages: string[]
	/** How many delegations it has received. */
	received: number
}

/**
 * Listed organisations of the country visited that could receive the delegation, at most eight, by how they answer what it
 * wants to learn: its themes, the reform, the objectives and the questions. Of those that suit alike, the best host first.
 * None that has nothing in common with the visit. For the office.
 */
export async function suggestHosts(ctx: Ctx, eventId: string): Promise<SuggestedHost[]> {
	const event = await readEvent(ctx, eventId)
	const visit = await findVisit(ctx, eventId)
	const country = event.territory?.slice(0, 2) ?? null
	const guestId = visit?.organisationId ?? null
	const [guest] = guestId ? await listPortraits(ctx, { ids: [guestId] }) : []
	const { index } = await suggestableNow(ctx)
	const found = suggest(index, profileOf(event, visit, { guestId, guest, country }), {
		limit: MOST_COMPARED,
		without: (id) => !id.startsWith('organisation:')
	}).filter(({ reasons }) => reasons.some(isAbout))
	const portraits = new Map((await listPortraits(ctx, { ids: found.map(({ owner }) => owner) })).map((each) => [each.id, each]))
	// Hidden or merged since the index was made, or of another country.
	const fitting = found.filter(({ owner }) => portraits.has(owner) && (!country || portraits.get(owner)!.country === country))
	if (fitting.length === 0) return []
	const ids = fitting.map(({ owner }) => owner)
	const received = await receivedBy(ctx, ids, eventId)
	const known = await organisationsById(ctx, guestId ? [guestId] : [])
	const asking = guestId ? known.get(guestId) : undefined
	return fitting
		.map(({ owner, score, reasons }) => ({
			// A difference nobody could explain is none.
			fit: Math.round(score * 50),
			host: hostOf(portraits.get(owner)!, { event, asking, reasons: reasons.filter(isAbout), received: received.get(owner) ?? 0 })
		}))
		.sort((a, b) => b.fit - a.fit || standing(b.host) - standing(a.host) || (a.host.id < b.host.id ? -1 : 1))
		.slice(0, MOST)
		.map(({ host }) => host)
}

const isAbout = ({ code }: Reason) => code === 'theme' || code === 'priority' || code === 'text'

/** A visit as matching sees it: what its guest is, what it wants to learn. */
function profileOf(
	{ id, title, themes }: Event,
	visit: Visit | undefined,
	{ guestId, guest, country }: { guestId: string | null; guest: Portrait | undefined; country: string | null }
): Profile {
	const said = [title, ...(visit ? [visit.reform, visit.objectives, visit.questions] : [])]
	return {
		...(guest ? organisationProfile(guest) : nothingKnown),
		id: `visit:${id}`,
		owner: guestId ?? id,
		role: 'need',
		// Hosts are sought anywhere but here.
		country: country ? (programme.countries.find(({ code }) => code !== country)?.code ?? '') : (guest?.country ?? ''),
		themes,
		texts: Object.fromEntries(
			locales.map((locale) => [locale, said.flatMap((text) => text[locale] ?? []).join('\n')]).filter(([, text]) => text)
		)
	}
}

const nothingKnown = {
	kind: null,
	territory: [],
	level: null,
	wish: null,
	population: null,
	size: null,
	offers: [],
	needs: [],
	languages: [],
	from: null,
	until: null
}

/** How many delegations each has received, besides this one. */
async function receivedBy(ctx: Ctx, ids: string[], eventId: string): Promise<Map<string, number>> {
	const rows = await ctx.db
		.selectFrom('stop')
		.select(['hostId'])
		.select(({ fn }) => fn.count<number>('eventId').distinct().as('count'))
		.where('hostId', 'in', ids)
		.where('eventId', '<>', eventId)
		.groupBy('hostId')
		.execute()
	return new Map(rows.map(({ hostId, count }) => [hostId!, Number(count)]))
}

type Asking = { kind: string; population: number | null; languages: string[] }

function hostOf(
	{ id, name, latin, territory, kind, country, themes, population, languages }: Portrait,
	{ event, asking, reasons, received }: { event: Event; asking: Asking | undefined; reasons: Reason[]; received: number }
): SuggestedHost {
	const ratio = population && asking?.population ? population / asking.population : null
	return {
		...{ id, name, latin, territory, kind, country, reasons, received },
		themes: event.themes.filter((theme) => themes.includes(theme)),
		sameKind: asking?.kind === kind,
		sameSize: ratio !== null && ratio >= 0.5 && ratio <= 2,
		languages: languages.filter((language) => asking?.languages.includes(language))
	}
}

const standing = ({ themes, sameKind, sameSize, languages, received }: SuggestedHost) =>
	themes.length * worth.theme +
	(sameKind ? worth.kind : 0) +
	(sameSize ? worth.size : 0) +
	(languages.length ? worth.language : 0) +
	(received ? worth.received : 0)
