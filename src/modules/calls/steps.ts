import type { MessageKey } from '#platform/i18n'

/** The pages of a call in the office, in the order of the work; each module part adds its own line. */
export const callSteps: readonly { path: string; label: MessageKey }[] = [
	{ path: '', label: 'call.step.overview' },
	{ path: '/edit', label: 'call.step.edit' },
	{ path: '/lots', label: 'call.step.lots' },
	{ path: '/requirements', label: 'call.step.requirements' },
	{ path: '/criteria', label: 'call.step.criteria' },
	{ path: '/form', label: 'call.step.form' },
	{ path: '/documents', label: 'call.step.documents' },
	{ path: '/applications', label: 'applications.office.title' },
	{ path: '/evaluators', label: 'call.step.evaluators' },
	{ path: '/conflicts', label: 'call.step.conflicts' },
	{ path: '/assignment', label: 'call.step.assignment' },
	{ path: '/reviews', label: 'call.step.reviews' },
	{ path: '/panel', label: 'call.step.panel' },
	{ path: '/decision', label: 'call.step.decision' },
	{ path: '/letters', label: 'call.step.letters' },
	{ path: '/record', label: 'call.step.record' }
]
