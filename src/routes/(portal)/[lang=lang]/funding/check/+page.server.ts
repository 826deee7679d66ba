import { checkQuery } from '#modules/funding/check-schema'
import { matchesForAnswers } from '#modules/funding/matches.server'
import { valuesOf } from '#platform/http.server'
import { serverOnly } from '#ui/server-only.ts'
import { matchOf } from '../../../../funding-rows.ts'
import type { PageServerLoad } from './$types'

/** The answers stand in the address: nothing is kept, and the page can be sent on. */
export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const form = new FormData()
	for (const [name, value] of event.url.searchParams) form.append(name, value)
	const values = valuesOf(form)
	const asked = 'kind' in values || 'place' in values
	const parsed = asked ? checkQuery.safeParse(values) : null
	const errors: Record<string, string> = {}
	for (const { path, message } of parsed?.error?.issues ?? []) {
		const known = message.startsWith('error.') ? message : 'error.required'
		errors[String(path[0] ?? 'form')] ??= known
	}
	const matches = parsed?.success ? await matchesForAnswers(ctx, parsed.data) : null
	const watched = new URLSearchParams({ status: 'open' })
	if (parsed?.success) {
		watched.set('territory', parsed.data.place)
		if (parsed.data.themes[0]) watched.set('theme', parsed.data.themes[0])
	}
	return {
		page: serverOnly(event, {
			values,
			errors,
			matches: matches?.map((match) => matchOf(ctx, match)) ?? null,
			saving: `/${ctx.locale}/workspace/funding/watches/new?${watched}`
		})
	}
}
