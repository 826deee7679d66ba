import type { Role } from '#platform/ctx'

/** Everyone who works in the office; an auditor reads there and changes nothing. */
const staff: Role[] = ['officer', 'editor', 'finance', 'head', 'administrator']
const office: Role[] = [...staff, 'auditor']
const overseers: Role[] = ['head', 'administrator', 'auditor']
const machinists: Role[] = ['administrator', 'auditor']
const administrator: Role[] = ['administrator']

/** `everyone`: a stranger too. `signed-in`: any account. Else the roles; anybody else gets 403 or 404. */
export type Audience = 'everyone' | 'signed-in' | Role[]

/**
 * Every door of the site and who may go through it, written by hand: test/access.test.ts compares it with the files in
 * src/routes in both directions, then tries the doors. A new route fails the tests until somebody has said whose it is.
 */
export const accessList: Record<string, Audience> = {
	// Addresses for programs
	'GET /': 'everyone',
	'GET /healthz': 'everyone',
	'GET /readyz': 'everyone',
	'GET /robots.txt': 'everyone',
	'GET /sitemap.xml': 'everyone',
	'GET /.well-known/security.txt': 'everyone',
	'GET /api/v1/openapi.json': 'everyone',
	'GET /api/v1/[...rest]': 'everyone',
	'POST /api/v1/[...rest]': 'everyone',
	'PUT /api/v1/[...rest]': 'everyone',
	'PATCH /api/v1/[...rest]': 'everyone',
	'DELETE /api/v1/[...rest]': 'everyone',
	'GET /data/360giving.json': 'everyone',
	'GET /data/catalogue.jsonld': 'everyone',
	'GET /data/iati.xml': 'everyone',
	'GET /data/scdl.csv': 'everyone',
	'GET /[lang]/calls.atom': 'everyone',
	'GET /[lang]/events.ics': 'everyone',
	'GET /[lang]/news.atom': 'everyone',
	'GET /files/[id]': 'everyone',

	// The portal
	'GET /[lang]/search': 'everyone',
	'GET /[lang]': 'everyone',
	'GET /[lang]/[...rest]': 'everyone',
	'GET /[lang]/about': 'everyone',
	'GET /[lang]/accessibility': 'everyone',
	'GET /[lang]/calls': 'everyone',
	'GET /[lang]/contact': 'everyone',
	'GET /[lang]/data': 'everyone',
	'GET /[lang]/events': 'everyone',
	'GET /[lang]/exchange': 'everyone',
	'GET /[lang]/funding': 'everyone',
	'GET /[lang]/network': 'everyone',
	'GET /[lang]/news': 'everyone',
	'GET /[lang]/practices': 'everyone',
	'GET /[lang]/priorities': 'everyone',
	'GET /[lang]/priorities/[slug]': 'everyone',
	'GET /[lang]/privacy': 'everyone',
	'GET /[lang]/projects': 'everyone',
	'GET /[lang]/record': 'everyone',
	'GET /[lang]/results': 'everyone',
	'POST /[lang]/contact': 'everyone',
	'GET /[lang]/outbox': 'everyone',
	'GET /[lang]/outbox/[id]': 'everyone',
	'GET /[lang]/outbox/[id]/html': 'everyone',

	// The way in
	'GET /[lang]/sign-in': 'everyone',
	'POST /[lang]/sign-in?/link': 'everyone',
	'POST /[lang]/sign-in?/demo': 'everyone',
	'GET /[lang]/sign-in/password': 'everyone',
	'POST /[lang]/sign-in/password': 'everyone',
	'GET /[lang]/sign-in/sent': 'everyone',
	'GET /[lang]/sign-in/link': 'everyone',
	'POST /[lang]/sign-in/link': 'everyone',
	'GET /[lang]/sign-in/code': 'everyone',
	'POST /[lang]/sign-in/code': 'everyone',
	'GET /[lang]/sign-in/erased': 'everyone',
	'GET /[lang]/invitation': 'everyone',
	'POST /[lang]/invitation': 'everyone',

	// One's own account
	'GET /[lang]/account': 'signed-in',
	'POST /[lang]/account': 'signed-in',
	'GET /[lang]/account/welcome': 'signed-in',
	'POST /[lang]/account/welcome': 'signed-in',
	'GET /[lang]/account/confirm': 'signed-in',
	'POST /[lang]/account/confirm?/password': 'signed-in',
	'POST /[lang]/account/confirm?/secondFactor': 'signed-in',
	'POST /[lang]/account/confirm?/mail': 'signed-in',
	'POST /[lang]/account/confirm?/mailed': 'signed-in',
	'GET /[lang]/account/consents': 'signed-in',
	'POST /[lang]/account/consents': 'signed-in',
	'GET /[lang]/account/data': 'signed-in',
	'GET /[lang]/account/data/export': 'signed-in',
	'POST /[lang]/account/data/export': 'signed-in',
	'GET /[lang]/account/data/erase': 'signed-in',
	'POST /[lang]/account/data/erase': 'signed-in',
	'GET /[lang]/account/password': 'signed-in',
	'POST /[lang]/account/password': 'signed-in',
	'GET /[lang]/account/second-factor': 'signed-in',
	'POST /[lang]/account/second-factor?/begin': 'signed-in',
	'POST /[lang]/account/second-factor?/confirm': 'signed-in',
	'POST /[lang]/account/second-factor?/renew': 'signed-in',
	'POST /[lang]/account/second-factor?/disable': 'signed-in',
	'GET /[lang]/account/security': 'signed-in',
	'POST /[lang]/account/security?/revoke': 'signed-in',
	'POST /[lang]/account/security?/revokeOthers': 'signed-in',
	'GET /[lang]/account/sign-out': 'signed-in',
	'POST /[lang]/account/sign-out': 'signed-in',

	// The office
	'GET /[lang]/office': office,
	'GET /[lang]/office/[section]': office,
	'GET /[lang]/office/people': overseers,
	'GET /[lang]/office/people/[id]': overseers,
	'POST /[lang]/office/people/[id]?/grant': administrator,
	'POST /[lang]/office/people/[id]?/withdraw': administrator,
	'GET /[lang]/office/people/invitations': overseers,
	'POST /[lang]/office/people/invitations?/send': ['head', 'administrator'],
	'POST /[lang]/office/people/invitations?/withdraw': ['head', 'administrator'],
	'GET /[lang]/office/audit': overseers,
	// Leads back to the page, which asks who it is.
	'GET /[lang]/office/audit/export': 'signed-in',
	'POST /[lang]/office/audit/export': machinists,
	'GET /[lang]/office/jobs': machinists,
	'GET /[lang]/office/jobs/[id]': machinists,
	'GET /[lang]/office/jobs/[id]/errors': machinists,
	'POST /[lang]/office/jobs?/retry': administrator,
	'POST /[lang]/office/jobs/[id]?/retry': administrator,
	'GET /[lang]/office/mails': machinists,
	'GET /[lang]/office/mails/[id]': machinists,
	'GET /[lang]/office/mails/[id]/html': machinists,
	'POST /[lang]/office/mails/[id]?/again': administrator,
	'GET /[lang]/office/settings': machinists,
	'POST /[lang]/office/settings?/add': administrator,
	'POST /[lang]/office/settings?/remove': administrator
}

const nothing = '01890000-0000-7000-8000-000000000000'
/** A form in good shape for each action that only some may use: what is then refused is the person, not the form. */
export const wellFormed: Record<string, Record<string, string>> = {
	'POST /[lang]/office/people/[id]?/grant': { role: 'officer', service: 'cit' },
	'POST /[lang]/office/people/[id]?/withdraw': { id: nothing },
	'POST /[lang]/office/people/invitations?/send': { email: 'someone@example.org', role: 'officer', service: 'cit', locale: 'fr' },
	'POST /[lang]/office/people/invitations?/withdraw': { id: nothing },
	'POST /[lang]/office/audit/export': {},
	'POST /[lang]/office/jobs?/retry': { id: nothing },
	'POST /[lang]/office/jobs/[id]?/retry': { id: nothing },
	'POST /[lang]/office/mails/[id]?/again': { id: nothing },
	'POST /[lang]/office/settings?/add': { country: 'FR', day: '2027-05-14', name_fr: 'Pont' },
	'POST /[lang]/office/settings?/remove': { id: nothing }
}

/** Addresses with something in the place of each parameter; `[id]` is of nothing that exists. */
export const example = (door: string) => {
	const [, method, address] = /^(\w+) (.*)$/.exec(door)!
	const path = address!
		.replace('[lang]', 'en')
		.replace('[id]', nothing)
		.replace('[section]', 'calls')
		.replace('[slug]', 'sustainable-development')
		.replace('[...rest]', 'no-such-page')
	return { method: method!, path, ofNothing: address!.includes('[id]') || address!.includes('[...rest]') }
}
