import { v7 as uuidv7 } from 'uuid'
import { mayWrite } from '#modules/identity/policy'
import { organisationsById } from '#modules/network/organisations.server'
import { ownOrganisations, standingOf } from '#modules/network/standings.server'
import { prioritiesWith } from '#modules/projects/projects.server'
import { publicItems } from '#modules/search/items.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { nextReference } from '#platform/references.server'
import { indexPractice } from './practice-indexing.server.ts'
import { mayCheck, practicePolicy } from './practice-policy.ts'
import { lockPractice, missingIn, practices, readPractice, refOfPractice, writePractice } from './practice-rows.server.ts'
import { practiceParts, type PracticeInput } from './practice-schema.ts'
import { canMove, isEditable } from './practice-workflow.ts'

/** The organisations in whose name the actor may tell of a practice. */
export async function organisationsToTellFor(ctx: Ctx) {
	authorize(mayWrite(ctx.actor))
	return (await ownOrganisations(ctx)).filter(({ status }) => status === 'listed' || status === 'proposed')
}

/**
 * Begins a sheet, in the name of an organisation one stands in or in one's own. Returns its id. Throws RuleBroken 422
 * `error.practice.organisation` for one the actor does not stand in, `error.practice.event` and `.project` for an address
 * where no public one stands.
 */
export async function draftPractice(ctx: Ctx, input: PracticeInput): Promise<string> {
	authorize(mayWrite(ctx.actor))
	const id = uuidv7()
	await transact(ctx, async (ctx) => {
		const columns = await columnsOf(ctx, input, null)
		await ctx.db
			.insertInto('practice')
			.values({
				...columns,
				id,
				reference: await nextReference(ctx, 'PRA'),
				accountId: ctx.actor!.accountId,
				status: 'draft',
				createdAt: ctx.now,
				updatedAt: ctx.now
			})
			.execute()
		await audit(ctx, 'practice.drafted', refOfPractice(id), { organisation: input.organisation })
	})
	return id
}

/**
 * Writes over what is there: its people while they have it, staff at any time. What was checked and is then changed must be
 * checked again. Throws RuleBroken `error.stale`, `error.practice.not_editable`, and those of `draftPractice`.
 */
export async function correctPractice(
	ctx: Ctx,
	id: string,
	{ version, ...input }: PracticeInput & { version: number }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { practice, standing } = await lockPractice(ctx, id)
		authorize(practicePolicy.edit(ctx.actor, practice, standing))
		if (!isEditable(practice.status, mayCheck(ctx.actor))) throw new RuleBroken('error.practice.not_editable')
		if (practice.version !== version) throw new RuleBroken('error.stale')
		if (practice.status !== 'draft' && practice.status !== 'returned') askComplete(input)
		const columns = await columnsOf(ctx, input, practice.organisationId)
		const written = await writePractice(ctx, id, {
			...columns,
			...(practice.status === 'checked' && { status: 'submitted', checkedAt: null, checkedBy: null })
		})
		await audit(ctx, 'practice.corrected', refOfPractice(id), {})
		if (written.status === 'published') await indexPractice(ctx, id)
	})
}

/** Hands a draft, or one that was returned, to the service. Throws RuleBroken 422 on the first part that is missing. */
export async function submitPractice(ctx: Ctx, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { practice, standing } = await lockPractice(ctx, id)
		authorize(practicePolicy.edit(ctx.actor, practice, standing))
		if (!canMove(practice.status, 'submitted')) throw new RuleBroken('error.practice.not_a_draft')
		askComplete(practice)
		await writePractice(ctx, id, { status: 'submitted', reason: null })
		await audit(ctx, 'practice.submitted', refOfPractice(id))
	})
}

/** A sheet as those it belongs to see it, with what the actor may do now. */
export async function getPractice(ctx: Ctx, id: string) {
	const { practice, standing } = await readPractice(ctx, id)
	const edit = practicePolicy.edit(ctx.actor, practice, standing)
	const refs = [
		...(practice.eventId ? [`event:${practice.eventId}`] : []),
		...(practice.projectId ? [`project:${practice.projectId}`] : [])
	]
	const { organisationId } = practice
	return {
		...practice,
		organisation: (organisationId && (await organisationsById(ctx, [organisationId])).get(organisationId)) || null,
		event: practice.eventId ? `/${ctx.locale}/events/${practice.eventId}` : '',
		project: practice.projectId ? `/${ctx.locale}/projects/${practice.projectId}` : '',
		related: await publicItems(ctx, refs),
		missing: missingIn(practice),
		can: {
			edit: edit && isEditable(practice.status, mayCheck(ctx.actor)),
			submit: edit && canMove(practice.status, 'submitted')
		}
	}
}

/** What the actor and the people of their organisations wrote, the last changed first, at most 200. */
export async function listOwnPractices(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const own = (await ownOrganisations(ctx)).map(({ id }) => id)
	return practices(ctx)
		.where((eb) => eb.or([eb('accountId', '=', ctx.actor!.accountId), ...(own.length ? [eb('organisationId', 'in', own)] : [])]))
		.orderBy('updatedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(200)
		.execute()
}

function askComplete(practice: Parameters<typeof missingIn>[0]) {
	const [missing] = missingIn(practice)
	if (missing) throw new RuleBroken(missing.key, missing.field, {}, 422)
}

/** `kept` is the organisation it already has, which staff and a colleague may leave as it is. */
async function columnsOf(ctx: Ctx, input: PracticeInput, kept: string | null) {
	const { organisation, event, project, themes, territory } = input
	if (organisation && organisation !== kept && !mayCheck(ctx.actor) && !(await standingOf(ctx, organisation)))
		throw new RuleBroken('error.practice.organisation', 'organisation', {}, 422)
	if (organisation && !(await organisationsById(ctx, [organisation])).has(organisation))
		throw new RuleBroken('error.practice.organisation', 'organisation', {}, 422)
	return {
		title: JSON.stringify(input.title),
		...(Object.fromEntries(practiceParts.map((part) => [part, JSON.stringify(input[part])])) as Record<
			(typeof practiceParts)[number],
			string
		>),
		organisationId: organisation,
		themes,
		priorities: prioritiesWith([], themes),
		territory,
		eventId: await idAt(ctx, event, 'event'),
		projectId: await idAt(ctx, project, 'project')
	}
}

/** The id of the public event or project at an address; null for no address. */
async function idAt(ctx: Ctx, address: string | null, kind: 'event' | 'project'): Promise<string | null> {
	if (!address) return null
	const [, id] = new RegExp(`/${kind}s/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[/?#]|$)`).exec(address) ?? []
	if (!id || (await publicItems(ctx, [`${kind}:${id}`])).length === 0)
		throw new RuleBroken(`error.practice.${kind}`, kind, {}, 422)
	return id
}
