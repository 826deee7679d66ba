import { searchDirectory, type Listed } from '#modules/network/directory.server'
import { organisationsById } from '#modules/network/organisations.server'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { readEvent } from './event-rows.server.ts'
import { findVisit } from './visit-rows.server.ts'

/** Why an organisation could receive the delegation, each worth as much as it says about a good host. */
const worth = { theme: 3, kind: 2, size: 2, language: 1, received: 2 }
const MOST = 8

export type SuggestedHost = {
	id: string
	name: Localized
	latin: string | null
	country: string
	territory: string | null
	kind: string
	/** Themes of the visit it works on. */
	themes: string[]
	sameKind: boolean
	/** As many inhabitants as the guest, within half and double. */
	sameSize: boolean
	languages: string[]
	/** How many delegations it has received. */
	received: number
}

/**
 * Listed organisations of the country visited that could receive the delegation, the best reasons first, at most eight; none
 * without a theme of the visit. A read of the directory per theme, of which a visit has twelve at most. For the office.
 */
export async function suggestHosts(ctx: Ctx, eventId: string): Promise<SuggestedHost[]> {
	const event = await readEvent(ctx, eventId)
	const visit = await findVisit(ctx, eventId)
	const country = event.territory?.slice(0, 2) ?? null
	const found = new Map<string, Listed>()
	for (const theme of event.themes)
		for (const item of (await searchDirectory(ctx, { theme, country })).items) found.set(item.id, item)
	const guestId = visit?.organisationId ?? null
	if (guestId) found.delete(guestId)
	if (found.size === 0) return []
	const known = await organisationsById(ctx, [...found.keys(), ...(guestId ? [guestId] : [])])
	const guest = guestId ? known.get(guestId) : undefined
	const received = new Map(
		(
			await ctx.db
				.selectFrom('stop')
				.select(['hostId'])
				.select(({ fn }) => fn.count<number>('eventId').distinct().as('count'))
				.where('hostId', 'in', [...found.keys()])
				.where('eventId', '<>', eventId)
				.groupBy('hostId')
				.execute()
		).map(({ hostId, count }) => [hostId, count])
	)
	return [...found.values()]
		.map((item): SuggestedHost => {
			const { population = null, languages = [] } = known.get(item.id) ?? {}
			const ratio = population && guest?.population ? population / guest.population : null
			const { id, name, latin, territory, kind } = item
			return {
				...{ id, name, latin, territory, kind, country: item.country },
				themes: event.themes.filter((theme) => item.themes.includes(theme)),
				sameKind: guest?.kind === kind,
				sameSize: ratio !== null && ratio >= 0.5 && ratio <= 2,
				languages: languages.filter((language) => guest?.languages.includes(language)),
				received: received.get(id) ?? 0
			}
		})
		.sort((a, b) => score(b) - score(a) || (a.id < b.id ? -1 : 1))
		.slice(0, MOST)
}

const score = ({ themes, sameKind, sameSize, languages, received }: SuggestedHost) =>
	themes.length * worth.theme +
	(sameKind ? worth.kind : 0) +
	(sameSize ? worth.size : 0) +
	(languages.length ? worth.language : 0) +
	(received ? worth.received : 0)
