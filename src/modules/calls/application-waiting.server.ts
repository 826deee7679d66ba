import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { openToOffice } from './call-rows.server.ts'
import { callPolicy } from './policy.ts'

type ApplicationWait = { id: string; title: Localized; what: 'open' | 'check' | 'answer'; count: number; at: Date | null }

/**
 * What applications wait for from those who run their call: files of a closed call to be opened, applications to be checked,
 * applicants to be answered. Empty for who runs none. One query.
 */
export async function waitingApplications(ctx: Ctx): Promise<ApplicationWait[]> {
	if (!callPolicy.view(ctx.actor)) return []
	const rows = await ctx.db
		.selectFrom('call')
		.select(['call.id', 'call.title', 'call.service', 'call.services', 'call.status', 'call.closesAt', 'call.openedAt'])
		.select((eb) => [
			eb
				.selectFrom('application')
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.whereRef('application.callId', '=', 'call.id')
				.where('status', '=', 'filed')
				.as('filed'),
			eb
				.selectFrom('application')
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.whereRef('application.callId', '=', 'call.id')
				.where('status', '<>', 'withdrawn')
				.where((eb) =>
					eb(
						eb
							.selectFrom('applicationMessage')
							.select('side')
							.whereRef('applicationMessage.applicationId', '=', 'application.id')
							.orderBy('sentAt', 'desc')
							.orderBy('applicationMessage.id', 'desc')
							.limit(1),
						'=',
						'applicant'
					)
				)
				.as('unanswered')
		])
		.where('call.status', 'in', ['published', 'closed', 'evaluation'])
		.where(openToOffice(ctx))
		.orderBy('call.closesAt')
		.limit(100)
		.execute()
	return rows.flatMap((row): ApplicationWait[] => {
		if (!callPolicy.run(ctx.actor, row)) return []
		const about = { id: row.id, title: row.title as Localized, at: row.closesAt }
		const [filed, unanswered] = [row.filed ?? 0, row.unanswered ?? 0]
		return [
			...(row.status === 'closed' && filed
				? [row.openedAt ? { ...about, what: 'check' as const, count: filed } : { ...about, what: 'open' as const, count: filed }]
				: []),
			...(unanswered ? [{ ...about, what: 'answer' as const, count: unanswered }] : [])
		]
	})
}
