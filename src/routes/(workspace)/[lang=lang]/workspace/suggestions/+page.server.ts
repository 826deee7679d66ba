import { valuesOf } from '#platform/http.server'
import { ideaShape } from '#modules/exchange/suggestion-schema'
import { ownOrganisations } from '#modules/network/standings.server'
import { suggestionsForIdea } from '#modules/exchange/suggestions.server'
import type { PageServerLoad } from './$types'

/** An idea is asked by its address and kept nowhere. */
export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const form = new FormData()
	for (const [name, value] of url.searchParams) form.append(name, value)
	const values = valuesOf(form)
	// Whoever speaks for an organisation speaks from its country.
	values.country ??= (await ownOrganisations(ctx))[0]?.country ?? ''
	if (!('idea' in values)) return { values, errors: {} as Record<string, string>, suggestions: null }
	const parsed = ideaShape.safeParse({ language: ctx.locale, ...values })
	if (!parsed.success)
		return {
			values,
			errors: Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0] ?? 'form'), message])) as Record<
				string,
				string
			>,
			suggestions: null
		}
	return { values, errors: {} as Record<string, string>, suggestions: await suggestionsForIdea(ctx, parsed.data) }
}
