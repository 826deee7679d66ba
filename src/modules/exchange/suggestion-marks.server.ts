import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { signals } from '#engines/matching/profile'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { csvLine } from '#platform/csv'
import { transact } from '#platform/db.server'
import { authorize } from '#platform/errors'
import { mayModerate, mayReadExchange } from './policy.ts'
import type { Subject } from './suggestion-profiles.ts'
import type { markShape } from './suggestion-schema.ts'
import { judgeSuggestions } from './suggestions.server.ts'

/** What goes against what: the one takes the other off. */
const opposite = { pinned: 'hidden', hidden: 'pinned', good: 'poor', poor: 'good' } as const

/**
 * Staff say of one suggestion that it comes first, is not shown, is good or is poor, or take that back. What the engine
 * said then is kept with it: a label. The same mark again replaces its note. 404 for a subject that is not there.
 */
export async function markSuggestion(ctx: Ctx, subject: Subject, { target, mark, undo, note }: z.output<typeof markShape>) {
	authorize(mayModerate(ctx.actor))
	// Before the transaction: the index is kept for the process, not for one transaction.
	const { suggestions } = await judgeSuggestions(ctx, subject, { limit: 50 })
	const said = suggestions.find((one) => one.target === target)
	await transact(ctx, async (ctx) => {
		await ctx.db
			.deleteFrom('suggestionMark')
			.where('subject', '=', subject)
			.where('target', '=', target)
			.where('mark', 'in', [mark, opposite[mark]])
			.execute()
		if (undo) {
			await audit(ctx, 'suggestion.unmarked', subject, { target, mark })
			return
		}
		await ctx.db
			.insertInto('suggestionMark')
			.values({
				id: uuidv7(),
				subject,
				target,
				mark,
				note: note ?? '',
				said: JSON.stringify(said ? { score: said.score, signals: said.signals, reasons: said.reasons } : {}),
				madeAt: ctx.now,
				madeBy: ctx.actor?.accountId ?? null
			})
			.onConflict((conflict) =>
				conflict.constraint('suggestion_mark_unique').doUpdateSet((eb) => ({ note: eb.ref('excluded.note'), madeAt: ctx.now }))
			)
			.execute()
		await audit(ctx, 'suggestion.marked', subject, { target, mark })
	})
}

const BATCH = 500

/** Every mark as a line of CSV with the score and the signals of its day, oldest first; leaves a trace. */
export async function exportMarks(ctx: Ctx): Promise<AsyncIterator<string>> {
	authorize(mayReadExchange(ctx.actor))
	await audit(ctx, 'suggestion.marks-exported', 'suggestions')
	return lines(ctx)
}

async function* lines(ctx: Ctx): AsyncGenerator<string> {
	yield csvLine(['subject', 'target', 'mark', 'note', 'made_at', 'score', ...signals])
	for (let after: string | null = null; ;) {
		const rows = await ctx.db
			.selectFrom('suggestionMark')
			.selectAll()
			.$if(after !== null, (query) => query.where('id', '>', after!))
			.orderBy('id')
			.limit(BATCH)
			.execute()
		for (const { subject, target, mark, note, madeAt, said } of rows) {
			const { score, signals: values } = said as { score?: number; signals?: Record<string, number> }
			yield csvLine([subject, target, mark, note, madeAt, score ?? null, ...signals.map((signal) => values?.[signal] ?? null)])
		}
		if (rows.length < BATCH) return
		after = rows.at(-1)!.id
	}
}
