import { accountsById } from '#modules/identity/accounts.server'
import { mayWrite } from '#modules/identity/policy'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { calls, refOfCall, type Call } from './call-rows.server.ts'
import { findConflicts, keepConflict } from './conflicts.server.ts'
import type { Declared } from './evaluation-schema.ts'
import { candidatesOf, ownSeat, type Candidate } from './evaluation-rows.server.ts'
import { hasReached } from './workflow.ts'

/** Something an evaluator may be tied to. `title` only where who files may be known. */
export type DeclarationSubject = { subject: string; name: Localized; latin: string | null; title: string | null }

/**
 * What there is to declare about, by name, before any file can be opened: each application by its title and who files it. In
 * a blind call only who files at all, each once, so that nothing links a name to a file.
 */
async function subjectsOf(
	ctx: Ctx,
	call: Call,
	candidates: readonly Candidate[]
): Promise<Map<string, DeclarationSubject & { applications: string[] }>> {
	const organisations = await organisationsById(
		ctx,
		candidates.flatMap(({ organisationId }) => organisationId ?? [])
	)
	const people = await accountsById(
		ctx,
		candidates.flatMap(({ organisationId, accountId }) => (organisationId === null && accountId ? [accountId] : []))
	)
	const found = new Map<string, DeclarationSubject & { applications: string[] }>()
	for (const { id, title, organisationId, accountId } of candidates) {
		const organisation = organisationId ? organisations.get(organisationId) : undefined
		const person = accountId ? people.get(accountId) : undefined
		const who = organisation
			? { name: organisation.name as Localized, latin: organisation.latin }
			: { name: { bg: person?.name ?? '–' } as Localized, latin: person?.latinName ?? null }
		const subject = call.blind ? (organisation?.id ?? accountId ?? id) : id
		const known = found.get(subject)
		if (known) known.applications.push(id)
		else found.set(subject, { subject, ...who, title: call.blind ? null : title, applications: [id] })
	}
	return found
}

const first = ({ name }: DeclarationSubject) => Object.values(name)[0] ?? ''

/** The page on which an evaluator declares what ties them, for a call whose files are opened; 404 for who is none of it. */
export async function getDeclaration(ctx: Ctx, callId: string) {
	const seat = await ownSeat(ctx, callId)
	const call = await calls(ctx).where('id', '=', callId).executeTakeFirst()
	if (!call?.openedAt) return notFound()
	const subjects = [...(await subjectsOf(ctx, call, await candidatesOf(ctx, callId))).values()]
	const declared = await ctx.db
		.selectFrom('conflict')
		.select(['applicationId', 'note'])
		.where('evaluatorId', '=', seat.id)
		.where('source', '=', 'declared')
		.where('liftedAt', 'is', null)
		.execute()
	return {
		call: { id: call.id, title: call.title, reference: call.reference, blind: call.blind },
		declaredAt: seat.declaredAt,
		// By name, never in the order of filing: in a blind call that would be a link.
		subjects: subjects
			.map(({ applications, ...subject }) => ({
				...subject,
				note: declared.find(({ applicationId }) => applications.includes(applicationId))?.note ?? null
			}))
			.sort((a, b) => first(a).localeCompare(first(b), 'bg') || (a.subject < b.subject ? -1 : 1)),
		can: { declare: mayWrite(ctx.actor) && !isOver(call) }
	}
}

const isOver = (call: Call) => call.disclosedAt !== null || hasReached(call.status, 'decided') || call.status === 'cancelled'

/**
 * An evaluator declares what ties them, before any access; more can be declared later, and then the open file is gone. What
 * was declared is taken back by an officer only. What the data shows is looked for at once. Throws RuleBroken
 * `error.evaluation.over`, `error.choice` for a subject that is not on the page.
 */
export async function declareConflicts(ctx: Ctx, callId: string, ties: Declared): Promise<void> {
	await transact(ctx, async (ctx) => {
		const seat = await ownSeat(ctx, callId, { lock: true })
		const call = await calls(ctx).where('id', '=', callId).executeTakeFirst()
		if (!call?.openedAt) return notFound()
		authorize(mayWrite(ctx.actor))
		if (isOver(call)) throw new RuleBroken('error.evaluation.over')
		const subjects = await subjectsOf(ctx, call, await candidatesOf(ctx, callId))
		for (const { subject, note } of ties) {
			const known = subjects.get(subject)
			if (!known) throw new RuleBroken('error.choice', null, {}, 422)
			for (const applicationId of known.applications)
				await keepConflict(ctx, call, { applicationId, evaluatorId: seat.id, source: 'declared', note })
		}
		await ctx.db
			.updateTable('evaluator')
			.set({ declaredAt: seat.declaredAt ?? ctx.now })
			.where('id', '=', seat.id)
			.execute()
		// How many, not which: in a blind call the trail would be the link.
		await audit(ctx, 'conflict.declared', refOfCall(callId), { evaluator: seat.id, count: ties.length })
		await findConflicts(ctx, call)
	})
}
