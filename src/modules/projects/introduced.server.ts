import { loadIntroduction } from '#modules/exchange/introductions.server'
import { mayHaveOutcome } from '#modules/exchange/introduction-workflow'
import { readListing } from '#modules/exchange/listing-rows.server'
import { organisationsById } from '#modules/network/organisations.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { pickText, type Localized } from '#platform/i18n'
import { projectPolicy } from './policy.ts'
import { projects } from './project-rows.server.ts'
import { beginProject } from './projects.server.ts'
import { TITLE_LENGTH } from './schema.ts'

const originOf = (introductionId: string) => `introduction:${introductionId}`

/**
 * Begins the project that two organisations put in touch want to do together: both are its partners, and its title, themes and
 * place are those of the offer or need it came from. At the second asking the same project. For who leads projects of the
 * service. Returns its id. Throws RuleBroken `error.project.introduction` before both have agreed.
 */
export async function beginFromIntroduction(ctx: Ctx, introductionId: string, { service }: { service: string }): Promise<string> {
	return transact(ctx, async (ctx) => {
		const { row } = await loadIntroduction(ctx, introductionId, { lock: true })
		authorize(projectPolicy.draft(ctx.actor, { service }))
		if (!mayHaveOutcome(row.status)) throw new RuleBroken('error.project.introduction')
		const listing = row.listingId ? (await readListing(ctx, row.listingId)).listing : null
		const both = [row.fromOrganisation, row.toOrganisation]
		return beginProject(ctx, {
			service,
			origin: originOf(introductionId),
			title: listing?.title ?? (await namesOf(ctx, both)),
			themes: listing?.themes ?? [],
			territories: listing?.territory ? [listing.territory] : [],
			partners: both.map((organisationId) => ({ organisationId, role: 'partner' }))
		})
	})
}

/** Nothing was offered or asked for: the project is called by who does it, until the service gives it a title. */
async function namesOf(ctx: Ctx, ids: string[]): Promise<Localized> {
	const organisations = await organisationsById(ctx, ids)
	const names = ids.map((id) => pickText((organisations.get(id)?.name ?? {}) as Localized, ctx.locale))
	return { [ctx.locale]: names.join(' – ').slice(0, TITLE_LENGTH) }
}

/** The project that was begun from an introduction, as far as this reader may see it; null for none. */
export async function projectOfIntroduction(ctx: Ctx, introductionId: string) {
	const project = await projects(ctx).where('origin', '=', originOf(introductionId)).executeTakeFirst()
	if (!project || !projectPolicy.view(ctx.actor, project, null)) return null
	const { id, reference, title } = project
	return { id, reference, title }
}
