import type { MessageKey } from '#platform/i18n'

/** The portal's sections in the order of its menus; `main` ones are in the header, all in the footer. */
export const sections: { path: string; label: MessageKey; main: boolean; group: 'work' | 'results' | 'service' }[] = [
	{ path: 'projects', label: 'nav.projects', main: true, group: 'work' },
	{ path: 'news', label: 'nav.news', main: true, group: 'work' },
	{ path: 'events', label: 'nav.events', main: true, group: 'work' },
	{ path: 'calls', label: 'nav.calls', main: true, group: 'work' },
	{ path: 'network', label: 'nav.network', main: true, group: 'work' },
	{ path: 'exchange', label: 'nav.exchange', main: true, group: 'work' },
	{ path: 'funding', label: 'nav.funding', main: true, group: 'work' },
	{ path: 'practices', label: 'nav.practices', main: false, group: 'results' },
	{ path: 'results', label: 'nav.results', main: false, group: 'results' },
	{ path: 'record', label: 'nav.record', main: false, group: 'results' },
	{ path: 'data', label: 'nav.data', main: false, group: 'results' },
	{ path: 'about', label: 'nav.about', main: true, group: 'service' },
	{ path: 'newsletter', label: 'nav.newsletter', main: false, group: 'service' },
	{ path: 'contact', label: 'nav.contact', main: false, group: 'service' },
	{ path: 'privacy', label: 'nav.privacy', main: false, group: 'service' },
	{ path: 'accessibility', label: 'nav.accessibility', main: false, group: 'service' }
]
