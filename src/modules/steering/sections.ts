import type { Actor } from '#platform/ctx'
import type { MessageKey } from '#platform/i18n'
import { maySeeMachinery } from '#platform/rights'
import { mayOpenOffice, mayReadData, mayReadTrail, maySeePeople, maySeeSettings } from './policy.ts'

/** `path` comes after `/fr/office`; */
export type OfficeSection = { path: string; label: MessageKey; group: 'today' | 'work' | 'house' }

const sections: (OfficeSection & { may: (actor: Actor | null) => boolean })[] = [
	{ path: '', label: 'office.nav.cockpit', group: 'today', may: mayOpenOffice },
	{ path: '/calendar', label: 'office.nav.calendar', group: 'today', may: mayOpenOffice },
	{ path: '/tasks', label: 'office.nav.tasks', group: 'today', may: mayOpenOffice },
	{ path: '/partners', label: 'office.nav.partners', group: 'today', may: mayOpenOffice },
	{ path: '/network', label: 'office.nav.network', group: 'work', may: mayOpenOffice },
	{ path: '/exchange', label: 'office.nav.exchange', group: 'work', may: mayOpenOffice },
	{ path: '/events', label: 'office.nav.events', group: 'work', may: mayOpenOffice },
	{ path: '/calls', label: 'office.nav.calls', group: 'work', may: mayOpenOffice },
	{ path: '/projects', label: 'office.nav.projects', group: 'work', may: mayOpenOffice },
	{ path: '/funding', label: 'office.nav.funding', group: 'work', may: mayOpenOffice },
	{ path: '/newsroom', label: 'office.nav.newsroom', group: 'work', may: mayOpenOffice },
	{ path: '/figures', label: 'office.nav.figures', group: 'work', may: mayOpenOffice },
	{ path: '/reports', label: 'office.nav.reports', group: 'work', may: mayOpenOffice },
	{ path: '/people', label: 'office.nav.people', group: 'house', may: maySeePeople },
	{ path: '/data', label: 'office.nav.data', group: 'house', may: mayReadData },
	{ path: '/audit', label: 'office.nav.audit', group: 'house', may: mayReadTrail },
	{ path: '/jobs', label: 'office.nav.jobs', group: 'house', may: maySeeMachinery },
	{ path: '/mails', label: 'office.nav.mails', group: 'house', may: maySeeMachinery },
	{ path: '/settings', label: 'office.nav.settings', group: 'house', may: maySeeSettings }
]

/** The sections of the office that the actor may open, in the order of its menu. */
export const sectionsFor = (actor: Actor | null): OfficeSection[] =>
	sections.filter(({ may }) => may(actor)).map(({ path, label, group }) => ({ path, label, group }))
