import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { introductionRules } from '#programme/exchange'
import { isHeld } from './blocks.server.ts'
import { writeLapsed, writeReminder, writeServiceReminder } from './introduction-mails.server.ts'
import { moveIntroduction } from './introductions.server.ts'
import { askForOutcome } from './outcome-asking.server.ts'
import type { Side } from './introduction-workflow.ts'
import type { IntroductionRow } from './parties.server.ts'

const DAY = 86_400_000
const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY)

/**
 * What the calendar does to introductions, once a day: reminds whoever has not answered, tells the service at the last
 * reminder, closes what nobody answered, and asks both sides what came of it. Each introduction in a transaction of its
 * own, so that one that fails does not hold up the others; running it twice writes nothing twice. After days without a run,
 * one reminder is sent and not several. Returns how many of each.
 */
export async function followIntroductions(ctx: Ctx) {
	const failures: unknown[] = []
	const each = async (isDue: (row: Dated) => boolean, act: (ctx: Ctx, row: IntroductionRow) => Promise<boolean>) => {
		let done = 0
		for (const id of await due(ctx, isDue))
			try {
				if (await settle(ctx, id, act)) done++
			} catch (error) {
				failures.push(error)
			}
		return done
	}
	const lapsed = await each((row) => row.status === 'asked' && row.lapsesAt <= ctx.now, lapse)
	const reminded = await each((row) => row.status === 'asked' && remindersDue(ctx, row) > row.reminders, remind)
	const asked = await each((row) => isOutcomeDue(ctx, row), askOutcome)
	if (failures.length) throw failures[0]
	return { reminded, lapsed, asked }
}

type Dated = Pick<
	IntroductionRow,
	'id' | 'status' | 'askedAt' | 'lapsesAt' | 'reminders' | 'fromAgreedAt' | 'toAgreedAt' | 'outcomeAskedAt'
>

/** The ids of those still going on that `isDue`; a few thousand at most stand at a time. */
async function due(ctx: Ctx, isDue: (row: Dated) => boolean): Promise<string[]> {
	const rows = await ctx.db
		.selectFrom('introduction')
		.select(['id', 'status', 'askedAt', 'lapsesAt', 'reminders', 'fromAgreedAt', 'toAgreedAt', 'outcomeAskedAt'])
		.where((eb) => eb.or([eb('status', '=', 'asked'), eb.and([eb('status', '=', 'accepted'), eb('outcomeAskedAt', 'is', null)])]))
		.where('askedAt', '<=', daysBefore(ctx.now, Math.min(...introductionRules.reminderDays)))
		.orderBy('askedAt')
		.execute()
	return rows.filter(isDue).map(({ id }) => id)
}

/** The row as it is now, locked: a verb that got there first has decided, and nothing is due any more. */
const settle = (ctx: Ctx, id: string, act: (ctx: Ctx, row: IntroductionRow) => Promise<boolean>) =>
	transact(ctx, async (ctx) => {
		const row = await ctx.db.selectFrom('introduction').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
		return row ? act(ctx, row) : false
	})

const remindersDue = (ctx: Ctx, { askedAt }: Pick<IntroductionRow, 'askedAt'>) =>
	introductionRules.reminderDays.filter((days) => askedAt <= daysBefore(ctx.now, days)).length

const silent = ({ fromAgreedAt, toAgreedAt }: IntroductionRow): Side[] => [
	...(fromAgreedAt === null ? (['from'] as const) : []),
	...(toAgreedAt === null ? (['to'] as const) : [])
]

async function remind(ctx: Ctx, row: IntroductionRow): Promise<boolean> {
	const count = remindersDue(ctx, row)
	if (row.status !== 'asked' || count <= row.reminders || row.lapsesAt <= ctx.now) return false
	await ctx.db.updateTable('introduction').set({ reminders: count }).where('id', '=', row.id).execute()
	await audit(ctx, 'introduction.reminded', `introduction:${row.id}`, { reminder: count })
	if (await isHeld(ctx, row)) return true
	for (const side of silent(row)) await writeReminder(ctx, row, side)
	if (count === introductionRules.reminderDays.length) await writeServiceReminder(ctx, row)
	return true
}

async function lapse(ctx: Ctx, row: IntroductionRow): Promise<boolean> {
	if (row.status !== 'asked' || row.lapsesAt > ctx.now) return false
	const held = await isHeld(ctx, row)
	const lapsed = await moveIntroduction(ctx, row, 'lapsed')
	await audit(ctx, 'introduction.lapsed', `introduction:${row.id}`)
	// Who said yes hears that no answer came; who kept silent, that it is closed.
	for (const side of ['from', 'to'] as const) if (!(held && side === 'to')) await writeLapsed(ctx, lapsed, side)
	return true
}

const isOutcomeDue = (ctx: Ctx, { status, fromAgreedAt, toAgreedAt, outcomeAskedAt }: Dated) =>
	status === 'accepted' &&
	outcomeAskedAt === null &&
	[fromAgreedAt, toAgreedAt].every((at) => at !== null && at <= daysBefore(ctx.now, introductionRules.outcomeDays))

async function askOutcome(ctx: Ctx, row: IntroductionRow): Promise<boolean> {
	if (!isOutcomeDue(ctx, row)) return false
	await askForOutcome(ctx, row)
	return true
}
