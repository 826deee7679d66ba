import type { Ctx } from '#platform/ctx'
import { env } from '#platform/env'
import { pickText, translate, type Locale } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import type { News } from './alerts.server.ts'
import { pathOfOpportunity } from './opportunity-rows.server.ts'
import { stopToken, type Watch } from './watches.server.ts'
import { changeText, deadlineText } from './words.ts'
import { nextDeadline } from './workflow.ts'

/** More than this is read on the page of the watch. */
const MOST_TOLD = 15

/** One letter with the news of a watch, in its owner's language, with the way to stop it. */
export async function alertMail(ctx: Ctx, { email, locale }: { email: string; locale: Locale }, watch: Watch, news: News[]) {
	const fresh = news.filter(({ changes }) => changes.length === 0)
	const changed = news.filter(({ changes }) => changes.length > 0)
	const told = [...changed, ...fresh].slice(0, MOST_TOLD)
	const part = (items: News[]): MailBlock[] => items.map((each) => ({ plain: linesOf(ctx, locale, each) }))
	await sendMail(ctx, {
		to: email,
		locale,
		kind: 'funding.alert',
		ref: `watch:${watch.id}`,
		subject: 'funding.alert.subject',
		params: { name: watch.name, count: news.length },
		listUnsubscribe: `/${locale}/funding/alerts/${stopToken(watch.id)}`,
		body: [
			...(changed.length > 0 ? [{ text: 'funding.alert.changed', params: { count: changed.length } } as const] : []),
			...part(told.filter(({ changes }) => changes.length > 0)),
			...(fresh.length > 0 ? [{ text: 'funding.alert.fresh', params: { count: fresh.length } } as const] : []),
			...part(told.filter(({ changes }) => changes.length === 0)),
			...(news.length > told.length
				? [{ text: 'funding.alert.more', params: { count: news.length - told.length } } as const]
				: []),
			{ button: 'funding.alert.see', url: `/${locale}/workspace/funding/watches/${watch.id}` }
		]
	})
}

function linesOf(ctx: Ctx, locale: Locale, { opportunity, changes }: News): string {
	const next = nextDeadline(opportunity.deadlines, ctx.now)
	return [
		pickText(opportunity.title, locale),
		...(changes.length === 0 && next ? [translate(locale, 'funding.until', { date: deadlineText(locale, next) })] : []),
		...changes.map(({ field, before, after }) => {
			const [was, is] = [changeText(locale, field, before), changeText(locale, field, after)]
			const label = translate(locale, `funding.field.${field}`)
			return was === null || is === null
				? label
				: translate(locale, 'funding.alert.change', { field: label, before: was, after: is })
		}),
		new URL(`/${locale}${pathOfOpportunity(opportunity.id)}`, env().PUBLIC_URL).href
	].join('\n')
}
