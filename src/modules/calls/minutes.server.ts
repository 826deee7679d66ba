import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { renderPdf } from '#platform/documents.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { formatDate, formatNumber, pickText, translate, type Locale, type Localized, type MessageKey } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { programme } from '#programme/programme'
import { lockCall, refOfCall } from './call-rows.server.ts'
import { applicantNames } from './discussions.server.ts'
import { rankStanding } from './panel-ranking.server.ts'
import { barredPairs, callInPanel, membersOf, outcomesOf, panelOf, sittingPanel, type Panel } from './panels.server.ts'
import { callPolicy } from './policy.ts'
import type { Call } from './call-rows.server.ts'

/** The minutes as the data tell them, in one language, to be corrected by a person. Asks no permission. */
export async function draftMinutes(ctx: Ctx, call: Call, panel: Panel, locale: Locale): Promise<string> {
	const t = (key: MessageKey, params = {}) => translate(locale, key, params)
	const { lines } = await rankStanding(ctx, call)
	const names = await applicantNames(ctx, lines)
	const outcomes = new Map((await outcomesOf(ctx, call.id)).map((row) => [row.applicationId, row]))
	const members = await membersOf(ctx, panel.id)
	const barred = await barredPairs(ctx, call.id)
	const nameOf = (id: string) => {
		const name = names.get(id)
		return typeof name === 'string' ? name : pickText(name, locale)
	}
	const text = [
		t('panel.minutes.heading', {
			call: pickText(call.title, locale),
			reference: call.reference,
			date: formatDate(locale, panel.heldOn ? new Date(`${panel.heldOn}T12:00:00Z`) : ctx.now),
			place: panel.place || '–'
		}),
		'',
		t('panel.minutes.present', {
			names:
				members
					.filter(({ present }) => present)
					.map(({ name, chair }) => (chair ? t('panel.minutes.chair', { name }) : name))
					.join(', ') || '–'
		}),
		t('panel.minutes.absent', {
			names:
				members
					.filter(({ present }) => !present)
					.map(({ name }) => name)
					.join(', ') || '–'
		}),
		''
	]
	for (const line of lines) {
		const outcome = outcomes.get(line.id)
		const out = members.filter(({ accountId }) => barred.has(`${accountId} ${line.id}`)).map(({ name }) => name)
		text.push(
			t('panel.minutes.line', {
				place: line.ranked.place,
				reference: line.reference,
				applicant: nameOf(line.id),
				score: line.ranked.score === null ? '–' : formatNumber(locale, Number(line.ranked.score), { maximumFractionDigits: 2 }),
				outcome: t(`panel.outcome.${outcome?.proposed ?? 'rejected'}`),
				amount: outcome?.amountCents ? formatMoney(money(outcome.amountCents), locale) : ''
			})
		)
		if (out.length) text.push(t('panel.minutes.recused', { names: out.join(', ') }))
		if (outcome?.departure) text.push(t('panel.minutes.departure', { reason: outcome.departure }))
	}
	return text.join('\n')
}

/**
 * Ends the discussion: every application has its proposal. The minutes are drafted in the reader's language unless somebody
 * wrote some. Throws RuleBroken `error.panel.undiscussed` (`count`) and `error.panel.no_chair`.
 */
export async function closePanel(ctx: Ctx, callId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { call, panel } = await sittingPanel(ctx, callId)
		const open = (await outcomesOf(ctx, callId)).filter(({ proposed }) => proposed === null)
		if (open.length) throw new RuleBroken('error.panel.undiscussed', null, { count: open.length })
		if (!(await membersOf(ctx, panel.id)).some(({ chair, present }) => chair && present))
			throw new RuleBroken('error.panel.no_chair')
		await ctx.db
			.updateTable('panel')
			.set({
				closedAt: ctx.now,
				closedBy: ctx.actor!.accountId,
				...(panel.minutes === '' && { minutes: await draftMinutes(ctx, call, panel, ctx.locale) })
			})
			.where('id', '=', panel.id)
			.execute()
		await audit(ctx, 'panel.closed', refOfCall(callId))
	})
}

/** Corrects the minutes, until the decision. */
export async function correctMinutes(ctx: Ctx, callId: string, minutes: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		const panel = await panelOf(ctx, callId, { lock: true })
		if (!panel || call.status !== 'panel') throw new RuleBroken('error.panel.closed')
		await ctx.db.updateTable('panel').set({ minutes }).where('id', '=', panel.id).execute()
		await audit(ctx, 'panel.minutes-corrected', refOfCall(callId))
	})
}

/** The minutes as a PDF in the reader's language. For the office; 403 for who is barred from any application named in them. */
export async function minutesPdf(ctx: Ctx, callId: string): Promise<{ name: string; contents: Buffer }> {
	const { call, panel } = await callInPanel(ctx, callId)
	if (!panel?.minutes) return notFound()
	const barred = await barredPairs(ctx, callId)
	authorize(![...barred].some((pair) => pair.startsWith(`${ctx.actor!.accountId} `)))
	const { locale } = ctx
	const say = (key: MessageKey): Localized => ({ [locale]: translate(locale, key) })
	const chair = (await membersOf(ctx, panel.id)).find((member) => member.chair)
	const service = programme.services.find(({ key }) => key === call.service)
	const contents = await renderPdf('letter', {
		languages: [locale],
		title: say('panel.minutes.title'),
		house: say('site.name'),
		place: panel.place ? { [locale]: panel.place } : {},
		date: panel.closedAt ?? ctx.now,
		reference: call.reference,
		recipient: { name: pickText(call.title, locale), lines: service ? [pickText(service.name, locale)] : [] },
		parts: [{ kind: 'paragraphs', text: { [locale]: panel.minutes.split('\n').filter((line) => line.trim()) } }],
		signatures: chair ? [{ name: chair.name, role: say('panel.chair') }] : []
	})
	return { name: `${call.reference}.pdf`, contents }
}
