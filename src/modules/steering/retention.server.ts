import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { forgetRejected } from '#modules/calls/retention.server'
import { forgetRegistrations } from '#modules/events/registration-personal-data.server'
import { forgetSecondForms } from '#modules/events/second-forms.server'
import { forgetImports } from '#modules/network/import-retention.server'
import { forgetContacts } from '#modules/network/contact-erasure.server'
import { forgetOldMessages } from '#modules/newsroom/contact.server'
import { forgetReaders } from '#modules/newsroom/subscription-retention.server'
import { forgetBankDetails } from '#modules/projects/retention.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize } from '#platform/errors'
import { jobSettings } from '#platform/jobs.server'
import { keptSince, retentionRules, type RetentionKey } from '#programme/retention'
import { mayReadData } from './policy.ts'

/** What each rule forgets: everything older than the instant it is given. Each returns how many. */
const forgets: Record<RetentionKey, (ctx: Ctx, before: Date) => Promise<number>> = {
	messages: (ctx) => forgetOldMessages(ctx),
	'second-forms': async (ctx) => (await forgetSecondForms(ctx)).forgotten,
	registrations: forgetRegistrations,
	imports: (ctx) => forgetImports(ctx),
	letters: forgetLetters,
	readers: forgetReaders,
	rejected: forgetRejected,
	contacts: forgetContacts,
	notes: forgetNotes,
	'bank-details': forgetBankDetails,
	requests: forgetRequests
}

async function forgetLetters(ctx: Ctx, before: Date) {
	const { numDeletedRows } = await ctx.db.deleteFrom('mail').where('createdAt', '<', before).executeTakeFirst()
	return Number(numDeletedRows)
}

async function forgetNotes(ctx: Ctx, before: Date) {
	const { numDeletedRows } = await ctx.db.deleteFrom('note').where('writtenAt', '<', before).executeTakeFirst()
	return Number(numDeletedRows)
}

async function forgetRequests(ctx: Ctx, before: Date) {
	const { numUpdatedRows } = await ctx.db
		.updateTable('dataRequest')
		.set({ name: '', email: null, text: '', extended: null, answer: '' })
		.where('closedAt', '<', before)
		.where((eb) =>
			eb.or([
				eb('email', 'is not', null),
				eb('extended', 'is not', null),
				...(['name', 'text', 'answer'] as const).map((column) => eb(column, '<>', ''))
			])
		)
		.executeTakeFirst()
	return Number(numUpdatedRows)
}

/** Every rule of retention, each in a commit of its own, so that one that fails keeps none of the others from running. */
export async function runRetention(ctx: Ctx): Promise<Record<string, number>> {
	const gone: Record<string, number> = {}
	const failed: unknown[] = []
	for (const { key } of retentionRules) {
		const before = keptSince(key, ctx.now)
		try {
			gone[key] = await transact(ctx, async (ctx) => {
				const count = await forgets[key](ctx, before)
				await ctx.db.insertInto('retentionRun').values({ id: uuidv7(), rule: key, before, gone: count, ranAt: ctx.now }).execute()
				return count
			})
		} catch (error) {
			failed.push(error)
		}
	}
	if (failed.length) throw new AggregateError(failed, 'some rules of retention could not run')
	return gone
}

/** Each rule with its last run and what had had its time then, and when they run next (`minute hour` of every day). */
export async function listRetention(ctx: Ctx) {
	authorize(mayReadData(ctx.actor))
	const { rows } = await sql<{ rule: string; gone: number; ranAt: Date; total: number }>`
		select distinct on (rule) rule, gone, ran_at as "ranAt", sum(gone) over (partition by rule)::int as total
		from retention_run order by rule, ran_at desc`.execute(ctx.db)
	const [minute, hour] = jobSettings['steering.retention'].cron!.split(' ')
	return {
		at: `${hour!.padStart(2, '0')}:${minute!.padStart(2, '0')}`,
		rules: retentionRules.map((rule) => ({ ...rule, last: rows.find((row) => row.rule === rule.key) ?? null }))
	}
}
