import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import type { Db } from '#platform/db.server'
import { transact } from '#platform/db.server'
import { keepJobResult, reportProgress } from '#platform/job-progress.server'
import { enqueue } from '#platform/jobs.server'
import type { Locale } from '#platform/i18n'
import { bulkMailer, type BulkLetter, type BulkOutcome } from '#platform/mail-bulk.server'
import { onlyOutbox, sendWrittenMail } from '#platform/mail.server'
import { composeCampaign, messageIdOf, readerLinks } from './campaign-composing.server.ts'
import { dropJournal, openJournal, readJournal } from './campaign-journal.server.ts'
import { forReader, type CampaignMail } from './campaign-layout.ts'
import { campaigns, letterFigures, refOfCampaign, type Campaign } from './campaign-rows.server.ts'
import { audienceOf } from './campaign-segments.server.ts'
import { returned } from './campaign-bounces.server.ts'

/** Letters taken in hand at a time. Between two handfuls the sending can be paused, and a consent withdrawn is seen. */
const HANDFUL = 120
/** How often a letter that a server puts off is tried, and how long it waits the first time, in minutes. */
const MOST_ATTEMPTS = 5
const WAIT_MINUTES = 10

type Due = { id: string; email: string; locale: Locale }

/**
 * The job: hands every letter of a campaign to the mail server. Several at once, one works and the others leave; killed,
 * the next goes on where it was. A letter is handed over once: the database says whose it is, and the journal what was
 * handed over before the database could be told. Returns how many it handed over.
 */
export async function sendCampaign(ctx: Ctx, campaignId: string, jobId: string, signal?: AbortSignal): Promise<{ sent: number }> {
	return ctx.db.connection().execute(async (own) => {
		// Held by the connection: it goes when this process does, and no sooner.
		const { rows } = await sql<{ mine: boolean }>`
			select pg_try_advisory_lock(hashtextextended(${`campaign:${campaignId}`}, 0)) as mine`.execute(own)
		if (!rows[0]!.mine) return { sent: 0 }
		try {
			return await work(ctx, campaignId, jobId, signal)
		} finally {
			await sql`select pg_advisory_unlock(hashtextextended(${`campaign:${campaignId}`}, 0))`.execute(own as Db)
		}
	})
}

async function work(ctx: Ctx, campaignId: string, jobId: string, signal?: AbortSignal) {
	await settleLost(ctx, campaignId)
	const begun = await begin(ctx, campaignId)
	if (!begun) return { sent: 0 }
	const { campaign, total } = begun
	const mails = new Map<Locale, CampaignMail>()
	const mailFor = async (locale: Locale) => {
		if (!mails.has(locale)) mails.set(locale, await composeCampaign(ctx, campaign, locale))
		return mails.get(locale)!
	}
	const runId = uuidv7()
	const hand = onlyOutbox() ? outbox(ctx, campaign, mailFor) : server(ctx, campaign, runId, mailFor)
	let sent = 0
	let said = 0
	let done = total - (await countWaiting(ctx, campaignId))
	try {
		while (!signal?.aborted) {
			const { taken, due } = await take(ctx, campaign, runId)
			if (taken === 0) break
			sent += await hand.letters(due)
			done += taken
			if (performance.now() - said > 500) {
				said = performance.now()
				await reportProgress(ctx, jobId, { done, total, note: 'campaign.sending' })
			}
		}
	} finally {
		await hand.close()
	}
	await reportProgress(ctx, jobId, { done, total, note: 'campaign.sending' })
	await finish(ctx, campaignId, jobId)
	return { sent }
}

/** The letters are fixed at the first start: whoever agrees later waits for the next campaign. Null when it is not to be sent. */
async function begin(ctx: Ctx, campaignId: string): Promise<{ campaign: Campaign; total: number } | null> {
	return transact(ctx, async (ctx) => {
		const campaign = await campaigns(ctx).where('id', '=', campaignId).forUpdate().executeTakeFirst()
		if (campaign?.status !== 'sending') return null
		if (!campaign.startedAt) {
			await sql`insert into campaign_letter (campaign_id, subscriber_id, locale, status)
				select ${campaignId}, reader.id, reader.locale, 'waiting' from (${audienceOf(campaign.kind, campaign.segment)}) reader`.execute(
				ctx.db
			)
			await ctx.db.updateTable('campaign').set({ startedAt: ctx.now }).where('id', '=', campaignId).execute()
			await audit(ctx, 'campaign.started', refOfCampaign(campaignId))
		}
		const { count } = await ctx.db
			.selectFrom('campaignLetter')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('campaignId', '=', campaignId)
			.executeTakeFirstOrThrow()
		return { campaign, total: Number(count) }
	})
}

const countWaiting = async (ctx: Ctx, campaignId: string) =>
	Number(
		(
			await ctx.db
				.selectFrom('campaignLetter')
				.select(({ fn }) => fn.countAll<number>().as('count'))
				.where('campaignId', '=', campaignId)
				.where('status', '=', 'waiting')
				.executeTakeFirstOrThrow()
		).count
	)

/**
 * Takes a handful of letters, each looked at once more: whoever has withdrawn the consent or is stopped is passed over.
 * Nothing is taken from a campaign that was paused or cancelled meanwhile.
 */
async function take(ctx: Ctx, { id, kind }: Campaign, runId: string): Promise<{ taken: number; due: Due[] }> {
	const { rows } = await sql<{ id: string; locale: Locale; email: string | null }>`
		with due as (
			select l.subscriber_id from campaign_letter l
			where l.campaign_id = ${id} and l.status = 'waiting' and (l.retry_at is null or l.retry_at <= clock_timestamp())
				and exists (select from campaign where campaign.id = ${id} and campaign.status = 'sending')
			order by l.subscriber_id limit ${HANDFUL} for update skip locked
		), live as (
			select due.subscriber_id, s.email from due
			left join subscriber s on s.id = due.subscriber_id and s.stopped_at is null
				and exists (select from subscription c where c.subscriber_id = s.id and c.kind = ${kind} and c.ended_at is null)
		)
		update campaign_letter l
			set status = case when live.email is null then 'skipped' else 'sending' end,
				run_id = case when live.email is null then null else ${runId}::uuid end
			from live where l.campaign_id = ${id} and l.subscriber_id = live.subscriber_id
			returning l.subscriber_id as id, l.locale, live.email`.execute(ctx.db)
	return { taken: rows.length, due: rows.filter((row): row is Due => row.email !== null) }
}

/** Letters handed to the mail server, several at a time, noted as each leaves. */
function server(ctx: Ctx, campaign: Campaign, runId: string, mailFor: (locale: Locale) => Promise<CampaignMail>) {
	const journal = openJournal(runId)
	const mailer = bulkMailer(journal)
	return {
		letters: async (due: Due[]) => {
			const letters: BulkLetter[] = []
			for (const { id, email, locale } of due) {
				const mail = await mailFor(locale)
				const links = readerLinks(id, campaign.kind, locale)
				const { subject } = mail
				const messageId = messageIdOf(campaign.id, id)
				letters.push({
					id,
					to: email,
					locale,
					subject,
					...forReader(mail, links),
					messageId,
					listUnsubscribe: links.leave,
					date: ctx.now
				})
			}
			const outcomes: BulkOutcome[] = []
			let broken: Error | undefined
			try {
				await mailer.hand(letters, (outcome) => outcomes.push(outcome))
			} catch (error) {
				broken = error as Error
			}
			await keep(ctx, campaign, runId, outcomes)
			if (broken) throw broken
			return outcomes.filter(({ result }) => result === 'sent').length
		},
		close: async () => {
			mailer.close()
			journal.close()
			// What was taken and not handed over, because no server could be reached, waits again.
			await settle(ctx, campaign.id, runId)
		}
	}
}

/** On a demonstration without a mail server the letters stay in the outbox, each written with its mark in one commit. */
const outbox = (ctx: Ctx, campaign: Campaign, mailFor: (locale: Locale) => Promise<CampaignMail>) => ({
	letters: async (due: Due[]) => {
		for (const { id, email, locale } of due)
			await transact(ctx, async (ctx) => {
				const mail = await mailFor(locale)
				const links = readerLinks(id, campaign.kind, locale)
				await sendWrittenMail(ctx, {
					to: email,
					locale,
					kind: 'newsroom.campaign',
					ref: refOfCampaign(campaign.id),
					subject: mail.subject,
					...forReader(mail, links),
					listUnsubscribe: links.leave
				})
				await mark(ctx, campaign.id, [id], 'sent')
			})
		return due.length
	},
	close: async () => {}
})

const mark = (ctx: Ctx, campaignId: string, readerIds: string[], status: 'sent' | 'waiting' | 'unsure') =>
	sql`update campaign_letter set status = ${status}, run_id = null,
			sent_at = case when ${status} = 'sent' then clock_timestamp() else sent_at end
		where campaign_id = ${campaignId} and subscriber_id = any(${readerIds}::uuid[]) and status = 'sending'`.execute(ctx.db)

async function keep(ctx: Ctx, campaign: Campaign, runId: string, outcomes: BulkOutcome[]) {
	await transact(ctx, async (ctx) => {
		await mark(
			ctx,
			campaign.id,
			outcomes.filter(({ result }) => result === 'sent').map(({ id }) => id),
			'sent'
		)
		for (const outcome of outcomes) {
			if (outcome.result === 'sent') continue
			const { id: readerId, code, words } = outcome
			if (outcome.result === 'refused' && outcome.address) {
				await returned(ctx, { campaignId: campaign.id, readerId }, { kind: 'hard', status: code, diagnostic: words })
				continue
			}
			const final = outcome.result === 'unsure' ? 'unsure' : outcome.result === 'refused' ? 'failed' : null
			await sql`update campaign_letter set run_id = null, attempts = attempts + 1, error = ${`${code} ${words}`},
					status = coalesce(${final}, case when attempts + 1 >= ${MOST_ATTEMPTS} then 'failed' else 'waiting' end),
					retry_at = clock_timestamp() + interval '1 minute' * ${WAIT_MINUTES} * power(2, attempts)
				where campaign_id = ${campaign.id} and subscriber_id = ${readerId} and run_id = ${runId}`.execute(ctx.db)
		}
	})
}

/** Letters that a run which is no more had in hand. */
async function settleLost(ctx: Ctx, campaignId: string) {
	const runs = await ctx.db
		.selectFrom('campaignLetter')
		.select('runId')
		.distinct()
		.where('campaignId', '=', campaignId)
		.where('status', '=', 'sending')
		.execute()
	for (const { runId } of runs) if (runId) await settle(ctx, campaignId, runId)
}

/**
 * Those the run's journal says have left are sent; those it does not name wait again. Of the one it was handing over when it
 * died, and of all of them without a journal here, nobody can say: they are unsure, and nobody is mailed twice.
 */
async function settle(ctx: Ctx, campaignId: string, runId: string) {
	const journal = readJournal(runId)
	const held = (
		await ctx.db
			.selectFrom('campaignLetter')
			.select('subscriberId')
			.where('campaignId', '=', campaignId)
			.where('runId', '=', runId)
			.execute()
	).map(({ subscriberId }) => subscriberId)
	if (held.length)
		await transact(ctx, async (ctx) => {
			if (!journal && !onlyOutbox()) return void (await mark(ctx, campaignId, held, 'unsure'))
			const of = (id: string) => (journal?.handed.has(id) ? 'sent' : journal?.unsure.has(id) ? 'unsure' : 'waiting')
			for (const status of ['sent', 'unsure', 'waiting'] as const)
				await mark(
					ctx,
					campaignId,
					held.filter((id) => of(id) === status),
					status
				)
		})
	dropJournal(runId)
}

/** Sent, when nothing waits any more; else the job comes back when the first of what a server put off may be tried again. */
async function finish(ctx: Ctx, campaignId: string, jobId: string) {
	await transact(ctx, async (ctx) => {
		const campaign = await campaigns(ctx).where('id', '=', campaignId).forUpdate().executeTakeFirst()
		if (!campaign) return
		const figures = await letterFigures(ctx, campaignId)
		await keepJobResult(ctx, jobId, {
			figures: { sent: figures.sent ?? 0, skipped: figures.skipped ?? 0, bounced: figures.bounced ?? 0 }
		})
		if (campaign.status !== 'sending') return
		if (!figures.waiting && !figures.sending) {
			await ctx.db
				.updateTable('campaign')
				.set({
					status: 'sent',
					endedAt: sql`clock_timestamp()`,
					figures: JSON.stringify(figures),
					version: campaign.version + 1,
					updatedAt: ctx.now
				})
				.where('id', '=', campaignId)
				.execute()
			await audit(ctx, 'campaign.sent', refOfCampaign(campaignId), figures)
			return
		}
		const { first } = await ctx.db
			.selectFrom('campaignLetter')
			.select(sql<Date>`min(coalesce(retry_at, clock_timestamp()))`.as('first'))
			.where('campaignId', '=', campaignId)
			.where('status', '=', 'waiting')
			.executeTakeFirstOrThrow()
		const next = await enqueue(ctx, 'newsroom.send-campaign', { campaignId }, { startAfter: first })
		await ctx.db.updateTable('campaign').set({ jobId: next }).where('id', '=', campaignId).execute()
	})
}

/** Every minute: begins what was scheduled and is due, and takes up again a sending whose job has gone for good. */
export async function startCampaigns(ctx: Ctx): Promise<{ started: number }> {
	return transact(ctx, async (ctx) => {
		const { rows } = await sql<{ id: string; status: string; version: number }>`
			select id, status, version from campaign c
			where (status = 'scheduled' and send_at <= ${ctx.now})
				or (status = 'sending' and not exists (
					select from pgboss.job j where j.id = c.job_id and j.state in ('created', 'retry', 'active')))
			for update skip locked`.execute(ctx.db)
		for (const { id, status, version } of rows) {
			const jobId = await enqueue(ctx, 'newsroom.send-campaign', { campaignId: id })
			await ctx.db
				.updateTable('campaign')
				.set({ jobId, ...(status === 'scheduled' && { status: 'sending', version: version + 1, updatedAt: ctx.now }) })
				.where('id', '=', id)
				.execute()
		}
		return { started: rows.length }
	})
}
