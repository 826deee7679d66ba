import type { Actor } from '#platform/ctx'
import type { MessageKey } from '#platform/i18n'
import { maySeeMachinery } from '#platform/rights'
import { mayOpenOffice, mayReadTrail, maySeePeople, maySeeSettings } from './policy.ts'

/** `path` comes after `/fr/office`; `ready` is false where the page only says what will be done there. */
export type OfficeSection = { path: string; label: MessageKey; group: 'today' | 'work' | 'house'; ready: boolean }

const sections: (OfficeSection & { may: (actor: Actor | null) => boolean })[] = [
	{ path: '', label: 'office.nav.cockpit', group: 'today', ready: true, may: mayOpenOffice },
	{ path: '/network', label: 'office.nav.network', group: 'work', ready: false, may: mayOpenOffice },
	{ path: '/exchange', label: 'office.nav.exchange', group: 'work', ready: false, may: mayOpenOffice },
	{ path: '/events', label: 'office.nav.events', group: 'work', ready: false, may: mayOpenOffice },
	{ path: '/calls', label: 'office.nav.calls', group: 'work', ready: false, may: mayOpenOffice },
	{ path: '/projects', label: 'office.nav.projects', group: 'work', ready: false, may: mayOpenOffice },
	{ path: '/funding', label: 'office.nav.funding', group: 'work', ready: false, may: mayOpenOffice },
	{ path: '/newsroom', label: 'office.nav.newsroom', group: 'work', ready: false, may: mayOpenOffice },
	{ path: '/figures', label: 'office.nav.figures', group: 'work', ready: false, may: mayOpenOffice },
	{ path: '/people', label: 'office.nav.people', group: 'house', ready: true, may: maySeePeople },
	{ path: '/audit', label: 'office.nav.audit', group: 'house', ready: true, may: mayReadTrail },
	{ path: '/jobs', label: 'office.nav.jobs', group: 'house', ready: true, may: maySeeMachinery },
	{ path: '/mails', label: 'office.nav.mails', group: 'house', ready: true, may: maySeeMachinery },
	{ path: '/settings', label: 'office.nav.settings', group: 'house', ready: true, may: maySeeSettings }
]

/** The sections of the office that the actor may open, in the order of its menu. */
export const sectionsFor = (actor: Actor | null): OfficeSection[] =>
	sections.filter(({ may }) => may(actor)).map(({ path, label, group, ready }) => ({ path, label, group, ready }))
