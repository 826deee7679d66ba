import { publicDocuments } from '#modules/events/event-documents.server'
import { publicEvent } from '#modules/events/events.server'
import { hasProceedings } from '#modules/events/minutes.server'
import { publicPartners } from '#modules/events/partners.server'
import { publicProgramme } from '#modules/events/programme.server'
import { publicAttendees } from '#modules/events/registration-lists.server'
import { practicesFrom } from '#modules/newsroom/public-practices.server'
import { pickText } from '#platform/i18n'
import { programme } from '#programme/programme'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { id } = event.params
	const shown = await publicEvent(ctx, id)
	const services = [shown.service, ...shown.services].flatMap((key) => {
		const service = programme.services.find((each) => each.key === key)
		return service ? [{ key, name: pickText(service.name, ctx.locale) }] : []
	})
	return {
		page: serverOnly(event, {
			event: shown,
			services,
			partners: await publicPartners(ctx, id),
			documents: await publicDocuments(ctx, id),
			attendees: await publicAttendees(ctx, id),
			practices: await practicesFrom(ctx, { event: id }),
			proceedings: await hasProceedings(ctx, id),
			...(await publicProgramme(ctx, id))
		})
	}
}
