import { isAuditor } from '#modules/identity/policy'
import { getCockpit } from '#modules/steering/cockpit.server'
import { pickText } from '#platform/i18n'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	const { today, ...cockpit } = await getCockpit(ctx)
	return {
		...cockpit,
		today: {
			day: today.day,
			off: today.off.map(({ country, name }) => ({ country: pickText(country, ctx.locale), name })),
			next: today.next && {
				...today.next,
				country: pickText(today.next.country, ctx.locale),
				name: pickText(today.next.name, ctx.locale)
			}
		},
		readsOnly: isAuditor(ctx.actor)
	}
}
