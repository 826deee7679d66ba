import { redirect, type RequestEvent } from '@sveltejs/kit'
import { exportOrganisations } from '#modules/network/exports.server'
import { organisationsQuery } from '#modules/network/lists.server'
import { parseQuery, readForm, valuesOf } from '#platform/http.server'
import { confirmFirst } from '../../../../sign-in.ts'

/** A post, not a link: taking the list away leaves an entry in the trail. The posted filters are those of the list. */
export async function exportAsked(event: RequestEvent) {
	const { ctx } = event.locals
	const asked = new URL(`/${ctx.locale}/office/network`, event.url)
	for (const [name, value] of Object.entries(valuesOf(await readForm(event.request)))) asked.searchParams.set(name, String(value))
	confirmFirst(event, asked.pathname + asked.search)
	const rows = await exportOrganisations(ctx, parseQuery(asked, organisationsQuery).data)
	return { name: `passerelle-organisations-${ctx.now.toISOString().slice(0, 10)}`, rows }
}

export const backToList = ({ locals }: RequestEvent): never => redirect(303, `/${locals.ctx.locale}/office/network`)
