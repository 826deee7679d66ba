import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { listDuplicates, lookForDuplicates } from '#modules/network/duplicates.server'
import { parseQuery } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ after: z.string().regex(/^[\d.]{1,20}_[0-9a-f-]{36}_[0-9a-f-]{36}$/, 'error.office.filter') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	...(await listDuplicates(ctx, parseQuery(url, query).data.after ?? null)),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	default: async ({ locals: { ctx }, url }) => {
		await lookForDuplicates(ctx)
		redirect(303, `${url.pathname}?notice=looking`)
	}
}
