import { programme } from '#programme/programme'
import { getPersonalData, getPersonalDataElsewhere } from '#modules/identity/personal-data.server'
import { pickText } from '#platform/i18n'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	const held = await getPersonalData(ctx, { entries: 50 })
	const nameOf = (service: string | null) => {
		const found = programme.services.find(({ key }) => key === service)
		return found ? pickText(found.name, ctx.locale) : null
	}
	const named = <Row extends { service: string | null }>(rows: Row[]) =>
		rows.map((row) => ({ ...row, serviceName: nameOf(row.service) }))
	return {
		elsewhere: await getPersonalDataElsewhere(ctx),
		held: { ...held, roles: named(held.roles), invitations: named(held.invitations) }
	}
}
