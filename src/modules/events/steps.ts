import type { MessageKey } from '#platform/i18n'

/** The pages of an event in the office, in the order of the work; each part of the module adds its own line. */
export const eventSteps: readonly { path: string; label: MessageKey; only?: 'study-visit' }[] = [
	{ path: '', label: 'event.step.overview' },
	{ path: '/edit', label: 'event.step.edit' },
	{ path: '/programme', label: 'event.step.programme' },
	{ path: '/partners', label: 'event.partners' },
	{ path: '/places', label: 'event.step.places' },
	{ path: '/documents', label: 'event.documents' },
	{ path: '/visit', label: 'event.step.visit', only: 'study-visit' },
	{ path: '/stops', label: 'event.step.stops', only: 'study-visit' },
	{ path: '/costs', label: 'event.step.costs', only: 'study-visit' },
	{ path: '/registrations', label: 'event.step.registrations' },
	{ path: '/invitations', label: 'event.step.invitations' },
	{ path: '/delegations', label: 'event.step.delegations' },
	{ path: '/papers', label: 'event.step.papers' },
	{ path: '/check-in', label: 'event.step.check_in' },
	{ path: '/questionnaires', label: 'event.step.questionnaires' },
	{ path: '/minutes', label: 'event.step.minutes' },
	{ path: '/debrief', label: 'event.step.debrief', only: 'study-visit' }
]
