import { accountsById } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { renderPdf, type DocumentPart, type Letter } from '#platform/documents.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { openFile, removeFile, storeContents } from '#platform/files.server'
import { keepJobResult, reportProgress } from '#platform/job-progress.server'
import { enqueue } from '#platform/jobs.server'
import { formatNumber, pickText, translate, type Localized, type MessageKey, type MessageParams } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { programme } from '#programme/programme'
import { checkNotBarred } from './application-access.server.ts'
import { writeToAllAuthors } from './application-mails.server.ts'
import { findApplication, type Application } from './application-rows.server.ts'
import { applicantOf } from './applications.server.ts'
import { calls, lockCall, refOfCall, type Call } from './call-rows.server.ts'
import { rankStanding, type CallRanking } from './panel-ranking.server.ts'
import type { OutcomeKind } from './panel-schema.ts'
import { callInPanel, outcomesOf, type OutcomeRow } from './panels.server.ts'
import { callPolicy } from './policy.ts'

/**
 * The letter of one applicant in the language of the application: what was decided, the mean of each criterion, what the
 * evaluators wrote (nobody named, in no order that would tell who wrote what), the panel's reasons. Same data, same bytes.
 */
async function letterOf(
	ctx: Ctx,
	call: Call,
	application: Application,
	outcome: OutcomeRow,
	ranking: CallRanking
): Promise<Letter> {
	const { locale } = application
	const say = (key: MessageKey, params?: MessageParams): Localized => ({ [locale]: translate(locale, key, params) })
	const kind: OutcomeKind = outcome.decided ?? outcome.proposed ?? 'rejected'
	const line = ranking.lines.find(({ id }) => id === application.id)
	const cards = ranking.judgements.filter(({ applicationId }) => applicationId === application.id)
	const { name } = await applicantOf(ctx, application)
	const amount = outcome.amountCents === null ? '' : formatMoney(money(outcome.amountCents), locale)
	const title = pickText(call.title, locale)
	const lotSize = ranking.lines.filter(({ lot }) => lot === line?.lot).length
	const parts: DocumentPart[] = [
		{
			kind: 'paragraphs',
			text: {
				[locale]: [
					translate(locale, 'letter.greeting'),
					translate(locale, `letter.text.${kind}`, { title: application.title, call: title, amount: amount || 'none' }),
					...(line?.ranked.score
						? [
								translate(locale, 'letter.rank', {
									place: line.ranked.place,
									of: ranking.lines.length,
									score: formatNumber(locale, Number(line.ranked.score), { maximumFractionDigits: 2 }),
									lot: lotSize
								})
							]
						: [])
				]
			}
		}
	]
	if (line)
		parts.push(
			{ kind: 'heading', text: say('letter.criteria') },
			{
				kind: 'table',
				columns: [
					{ label: say('letter.criterion') },
					{ label: say('letter.weight'), align: 'right' },
					{ label: say('letter.mean'), align: 'right' }
				],
				rows: ranking.criteria.map(({ id, title, weight, scaleMax }) => [
					pickText(title, locale),
					`${weight}`,
					line.ranked.means[id] === undefined
						? '–'
						: `${formatNumber(locale, Number(line.ranked.means[id]), { maximumFractionDigits: 2 })} / ${scaleMax}`
				])
			}
		)
	for (const { id, title } of ranking.criteria) {
		const said = cards.flatMap(({ scores }) => scores[id]?.comment.trim() || []).sort()
		if (said.length)
			parts.push(
				{ kind: 'heading', text: { [locale]: pickText(title, locale) } },
				{ kind: 'paragraphs', text: { [locale]: said } }
			)
	}
	const overall = cards.flatMap(({ comment }) => comment.trim() || []).sort()
	if (overall.length)
		parts.push({ kind: 'heading', text: say('letter.overall') }, { kind: 'paragraphs', text: { [locale]: overall } })
	const reasons = (outcome.reasons as { text?: string } | null)?.text
	if (reasons) parts.push({ kind: 'heading', text: say('letter.panel') }, { kind: 'paragraphs', text: { [locale]: [reasons] } })
	parts.push({
		kind: 'paragraphs',
		text: {
			[locale]: [
				translate(locale, `letter.next.${kind}`),
				translate(locale, 'letter.verify', { reference: application.reference })
			]
		}
	})
	const head = call.decidedBy ? (await accountsById(ctx, [call.decidedBy])).get(call.decidedBy) : undefined
	const service = programme.services.find(({ key }) => key === call.service)
	return {
		languages: [locale],
		title: say(`letter.title.${kind}`),
		house: say('site.name'),
		place: {},
		date: call.decidedAt ?? ctx.now,
		reference: application.reference,
		recipient: { name: typeof name === 'string' ? name : pickText(name, locale), lines: [`${title} (${call.reference})`] },
		parts,
		signatures: head
			? [{ name: head.name, role: { [locale]: service ? pickText(service.name, locale) : translate(locale, 'site.name') } }]
			: []
	}
}

const isDecided = ({ status }: Call) => status === 'decided' || status === 'announced'

/** The letters' page: who gets which, what has left. For the office; 404 otherwise. Empty before the panel. */
export async function listLetters(ctx: Ctx, callId: string) {
	const { call } = await callInPanel(ctx, callId)
	const rows = await ctx.db
		.selectFrom('outcome')
		.innerJoin('application', 'application.id', 'outcome.applicationId')
		.select(['application.id', 'application.reference', 'application.title', 'application.locale', 'application.status'])
		.select(['outcome.decided', 'outcome.letterSentAt'])
		.where('outcome.callId', '=', callId)
		.orderBy('outcome.rank')
		.execute()
	const due = rows.filter(({ letterSentAt, status }) => !letterSentAt && status !== 'withdrawn').length
	const run = callPolicy.run(ctx.actor, call)
	return {
		call: { id: call.id, reference: call.reference, title: call.title, status: call.status, announcedAt: call.announcedAt },
		letters: rows.map((row) => ({
			...row,
			locale: row.locale as Application['locale'],
			decided: row.decided as OutcomeKind | null
		})),
		due,
		can: {
			preview: isDecided(call),
			send: run && isDecided(call) && due > 0,
			resend: run && isDecided(call),
			announce: callPolicy.publish(ctx.actor, call) && call.status === 'decided' && due === 0
		}
	}
}

/**
 * One letter as a PDF: as it was sent, else as it would be. For the office, once decided; 404 otherwise. Throws RuleBroken
 * `error.applications.recused`.
 */
export async function letterPdf(ctx: Ctx, callId: string, applicationId: string): Promise<{ name: string; contents: Buffer }> {
	const { call } = await callInPanel(ctx, callId)
	const outcome = (await outcomesOf(ctx, callId)).find((row) => row.applicationId === applicationId)
	const application = outcome && (await findApplication(ctx, applicationId))
	if (!isDecided(call) || !outcome || !application) return notFound()
	await checkNotBarred(ctx, application)
	const name = `${application.reference}.pdf`
	if (outcome.letterId) {
		const { stream } = await openFile(ctx, outcome.letterId)
		const chunks: Uint8Array[] = []
		for await (const chunk of stream) chunks.push(chunk as Uint8Array)
		return { name, contents: Buffer.concat(chunks) }
	}
	return {
		name,
		contents: await renderPdf('letter', await letterOf(ctx, call, application, outcome, await rankStanding(ctx, call)))
	}
}

/**
 * Sends every letter that has not left, as one job whose progress is watched. Returns the job’s id. A second job finds
 * nothing to do. Throws RuleBroken `error.letters.moment`, `error.letters.sent`.
 */
export async function sendLetters(ctx: Ctx, callId: string): Promise<string | null> {
	return transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (!isDecided(call)) throw new RuleBroken('error.letters.moment')
		const due = await dueLetters(ctx, callId)
		if (!due.length) throw new RuleBroken('error.letters.sent')
		const jobId = await enqueue(ctx, 'calls.letters', { callId }, { watched: { note: 'job.queued', total: due.length } })
		await audit(ctx, 'letters.sent', refOfCall(callId), { count: due.length, job: jobId })
		return jobId
	})
}

const dueLetters = (ctx: Ctx, callId: string) =>
	ctx.db
		.selectFrom('outcome')
		.innerJoin('application', 'application.id', 'outcome.applicationId')
		.select('application.id')
		.where('outcome.callId', '=', callId)
		.where('outcome.decided', 'is not', null)
		.where('outcome.letterSentAt', 'is', null)
		.where('application.status', '<>', 'withdrawn')
		.orderBy('outcome.rank')
		.execute()

/**
 * The job: makes and sends each letter that has not left. The mark and the mail are one commit, so a worker killed in the
 * middle, or two at once, leave each letter sent exactly once; a PDF made for nothing is removed.
 */
export async function workOnLetters(ctx: Ctx, callId: string, jobId: string): Promise<{ sent: number }> {
	const call = await calls(ctx).where('id', '=', callId).executeTakeFirst()
	if (!call || !isDecided(call)) return { sent: 0 }
	const due = await dueLetters(ctx, callId)
	const ranking = await rankStanding(ctx, call)
	let sent = 0
	for (const [at, { id }] of due.entries()) {
		await reportProgress(ctx, jobId, { done: at, total: due.length, note: 'letters.sending' })
		if (await sendLetter(ctx, call, id, ranking)) sent++
	}
	await keepJobResult(ctx, jobId, { figures: { sent } })
	await reportProgress(ctx, jobId, { done: due.length, total: due.length, note: 'job.done' })
	return { sent }
}

async function sendLetter(ctx: Ctx, call: Call, applicationId: string, ranking: CallRanking): Promise<boolean> {
	const application = await findApplication(ctx, applicationId)
	const outcome = (await outcomesOf(ctx, call.id)).find((row) => row.applicationId === applicationId)
	if (!application || !outcome || outcome.letterSentAt) return false
	const contents = await renderPdf('letter', await letterOf(ctx, call, application, outcome, ranking))
	const file = await storeContents(ctx, contents, {
		name: `${application.reference}.pdf`,
		type: 'pdf',
		owner: { kind: 'letter', id: applicationId }
	})
	return transact(ctx, async (ctx) => {
		const mine = await ctx.db
			.updateTable('outcome')
			.set({ letterId: file.id, letterSentAt: ctx.now })
			.where('applicationId', '=', applicationId)
			.where('letterSentAt', 'is', null)
			.returning('applicationId')
			.executeTakeFirst()
		if (!mine) {
			await removeFile(ctx, file.id)
			return false
		}
		await mailLetter(ctx, application, file.id)
		return true
	})
}

/** The mail says nothing of the decision itself: letter boxes are read by others too. */
const mailLetter = (ctx: Ctx, application: Application, fileId: string) =>
	writeToAllAuthors(ctx, application, {
		kind: 'decision',
		subject: 'letter.mail.subject',
		body: () => [{ text: 'letter.mail.text' }],
		attachment: fileId
	})

/** Sends a letter that has left once more, the same file. */
export async function resendLetter(ctx: Ctx, callId: string, applicationId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		const outcome = (await outcomesOf(ctx, callId)).find((row) => row.applicationId === applicationId)
		const application = outcome && (await findApplication(ctx, applicationId))
		if (!outcome || !application) return notFound()
		if (!outcome.letterId) throw new RuleBroken('error.letters.not_sent')
		await mailLetter(ctx, application, outcome.letterId)
		await audit(ctx, 'letter.sent-again', refOfCall(callId), { application: applicationId })
	})
}
