import { accountsById } from '#modules/identity/accounts.server'
import { organisationsById } from '#modules/network/organisations.server'
import type { Ctx } from '#platform/ctx'

const HIDDEN = '[…]'

/**
 * A reason as it can stand in the public record: names of applicants, authors, evaluators and the panel, mail addresses,
 * and anything as long as an identifier or a telephone number are replaced. People are found by each word of their name.
 */
export async function withoutNames(ctx: Ctx, callId: string, text: string): Promise<string> {
	const names = await namesIn(ctx, callId)
	let open = text.replace(/[^\s@<>]+@[^\s@<>]+/g, HIDDEN)
	for (const name of names.sort((a, b) => b.length - a.length))
		// A word of its own, in any script: \b knows Latin letters only.
		open = open.replace(
			new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'giu'),
			HIDDEN
		)
	return open.replace(/\p{N}(?:[\s.-]?\p{N}){8,}/gu, HIDDEN).slice(0, 5000)
}

/** Names of organisations whole, of people word by word. */
async function namesIn(ctx: Ctx, callId: string): Promise<string[]> {
	const applications = await ctx.db
		.selectFrom('application')
		.select(['id', 'organisationId', 'accountId'])
		.where('callId', '=', callId)
		.execute()
	const people = await ctx.db
		.selectFrom('applicationAuthor')
		.innerJoin('application', 'application.id', 'applicationAuthor.applicationId')
		.select('applicationAuthor.accountId')
		.where('callId', '=', callId)
		.union(ctx.db.selectFrom('evaluator').select('accountId').where('callId', '=', callId))
		.union(
			ctx.db
				.selectFrom('panelMember')
				.innerJoin('panel', 'panel.id', 'panelMember.panelId')
				.select('accountId')
				.where('callId', '=', callId)
		)
		.execute()
	const organisations = await organisationsById(
		ctx,
		applications.flatMap(({ organisationId }) => organisationId ?? [])
	)
	const accounts = await accountsById(ctx, [
		...people.map(({ accountId }) => accountId),
		...applications.flatMap(({ accountId }) => accountId ?? [])
	])
	return [
		...Array.from(organisations.values(), ({ name, latin }) => [...Object.values(name as object), latin]).flat(),
		...Array.from(accounts.values(), ({ name }) => [name, ...name.split(/\s+/).filter((word) => word.length > 2)]).flat()
	].filter((name): name is string => typeof name === 'string' && name.trim().length > 1)
}
