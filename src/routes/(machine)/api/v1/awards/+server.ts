import { z } from 'zod'
import { listOpenAwards, type OpenAward } from '#modules/projects/open-data/public-awards.server'
import { orgIdOf } from '#modules/projects/open-data/identifiers'
import { parseQuery, problem } from '#platform/http.server'
import { address, open } from '../../../open.ts'
import type { RequestHandler } from './$types'

const query = z.object({ kind: z.enum(['grant', 'prize', 'support'], 'error.choice'), after: z.uuid('error.choice') })

/** An award as the API gives it. Amounts in euros, to the cent. */
const awardJson = ({
	id,
	projectId,
	reference,
	kind,
	cents,
	nature,
	expertDays,
	awardedOn,
	signedOn,
	holder,
	instalments
}: OpenAward) => ({
	...{ id, reference, kind, awardedOn, signedOn },
	amount: { value: cents / 100, currency: 'EUR' },
	nature,
	expertDays,
	project: { id: projectId, url: address(`/en/projects/${projectId}`) },
	holder: {
		...{ reference: holder.reference, name: holder.name, country: holder.country },
		identifiers: holder.identifiers.flatMap((each) => orgIdOf(each) ?? [])
	},
	instalments: instalments.map(({ cents, dueOn, paidOn }) => ({ value: cents / 100, currency: 'EUR', dueOn, paidOn }))
})

export const GET: RequestHandler = async ({ url, locals: { ctx } }) => {
	const { data, values, errors } = parseQuery(url, query)
	const wrong = Object.keys(errors)
	// A program that mistypes a filter must not take everything for what it asked for.
	if (wrong.length)
		return open(problem(400, 'Bad request', `Not a value of this filter: ${wrong.join(', ')}.`, { filters: wrong }))
	const { awards, next } = await listOpenAwards(ctx, data, data.after ?? null)
	const following = new URLSearchParams({ ...values, after: next ?? '' })
	return open(Response.json({ data: awards.map(awardJson), next: next && address(`/api/v1/awards?${following}`) }))
}
