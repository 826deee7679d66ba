import { translate } from '#platform/i18n'
import { icalendar } from '#platform/icalendar'
import { programme } from '#programme/programme'
import { address, open } from '../../open.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = ({ params: { lang }, locals }) =>
	open(
		icalendar({
			name: `${translate(lang, 'site.name')} – ${translate(lang, 'nav.events')}`,
			description: translate(lang, 'page.events.lead'),
			address: address(`/${lang}/events`),
			timeZone: programme.timeZone,
			now: locals.ctx.now,
			components: []
		})
	)
