import { redirect } from '@sveltejs/kit'
import { csvResponse } from '#platform/csv'
import { parseQuery, readForm, valuesOf } from '#platform/http.server'
import { exportTrail, trailQuery } from '#modules/steering/trail.server'
import { confirmFirst } from '../../../../../sign-in.ts'
import type { RequestHandler } from './$types'

/** A post, not a link: taking the trail away leaves an entry in it. */
export const POST: RequestHandler = async (event) => {
	const { ctx } = event.locals
	const asked = new URL(`/${ctx.locale}/office/audit`, event.url)
	for (const [name, value] of Object.entries(valuesOf(await readForm(event.request)))) asked.searchParams.set(name, String(value))
	confirmFirst(event, asked.pathname + asked.search)
	const { data } = parseQuery(asked, trailQuery)
	return csvResponse(`passerelle-audit-${ctx.now.toISOString().slice(0, 10)}`, await exportTrail(ctx, data))
}

export const GET: RequestHandler = ({ locals }) => redirect(303, `/${locals.ctx.locale}/office/audit`)
