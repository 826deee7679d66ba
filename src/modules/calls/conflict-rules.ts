/** What data says about whether an evaluator may judge an application. Pure: rows in, conflicts out. */

export const conflictReasons = [
	'same-organisation',
	'past-membership',
	'mail-domain',
	'co-applicant',
	'author',
	'competitor',
	'other'
] as const
export type ConflictReason = (typeof conflictReasons)[number]

export type EvaluatorTies = {
	id: string
	accountId: string
	email: string
	organisations: readonly { id: string; standing: boolean }[]
	/** Accounts the evaluator once wrote an application with, in any call. */
	coAuthors: ReadonlySet<string>
	/** Organisations an application was filed for that the evaluator helped to write, in any call. */
	coOrganisations: ReadonlySet<string>
}

export type ApplicationTies = {
	id: string
	/** As the network has it now: of merged ones the one that is left. */
	organisationId: string | null
	authors: readonly { accountId: string; email: string }[]
	/** Mail address and website of the organisation. */
	addresses: readonly string[]
}

/** Anybody can have an address there, so it says nothing; and the names reserved for examples (RFC 2606) are nobody's. */
const shared = new Set(
	(
		'gmail.com googlemail.com yahoo.com yahoo.fr ymail.com outlook.com outlook.fr hotmail.com hotmail.fr live.com live.fr msn.com ' +
		'icloud.com me.com mac.com aol.com gmx.com gmx.net gmx.de gmx.fr mail.com proton.me protonmail.com pm.me tutanota.com ' +
		'zoho.com yandex.com yandex.ru mail.ru fastmail.com hey.com abv.bg mail.bg dir.bg gbg.bg gyuvetch.bg abv.com ' +
		'free.fr orange.fr wanadoo.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr club-internet.fr aliceadsl.fr ' +
		'example.org example.com example.net'
	).split(' ')
)
const reserved = ['example', 'test', 'invalid', 'localhost']

/** The host of a mail address or website, without `www.`; null when it is shared by strangers or is none. */
export function ownDomain(address: string): string | null {
	const text = address.trim().toLowerCase()
	const host = (
		text.includes('@') ? text.split('@').at(-1)! : text.replace(/^[a-z][a-z0-9+.-]*:\/\//, '').split(/[/?#:]/)[0]!
	).replace(/^www\./, '')
	if (!host.includes('.') || reserved.includes(host.split('.').at(-1)!)) return null
	return [...shared].some((domain) => host === domain || host.endsWith(`.${domain}`)) ? null : host
}

const isSameDomain = (a: string, b: string) => a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)

/**
 * Every conflict the data shows, one per pair and reason. Whoever wrote an application of the call competes with all the
 * others of it.
 */
export function detectConflicts(
	evaluators: readonly EvaluatorTies[],
	applications: readonly ApplicationTies[]
): { applicationId: string; evaluatorId: string; reason: ConflictReason }[] {
	const found: { applicationId: string; evaluatorId: string; reason: ConflictReason }[] = []
	const prepared = applications.map((application) => ({
		...application,
		domains: [
			...new Set(
				[...application.addresses, ...application.authors.map(({ email }) => email)].flatMap((each) => ownDomain(each) ?? [])
			)
		]
	}))
	for (const evaluator of evaluators) {
		const domain = ownDomain(evaluator.email)
		const now = new Set(evaluator.organisations.flatMap(({ id, standing }) => (standing ? [id] : [])))
		const once = new Set(evaluator.organisations.flatMap(({ id, standing }) => (standing ? [] : [id])))
		const isAuthor = (application: ApplicationTies) =>
			application.authors.some(({ accountId }) => accountId === evaluator.accountId)
		const competes = prepared.some(isAuthor)
		for (const application of prepared) {
			const { organisationId } = application
			const add = (holds: boolean, reason: ConflictReason) => {
				if (holds) found.push({ applicationId: application.id, evaluatorId: evaluator.id, reason })
			}
			const author = isAuthor(application)
			const same = organisationId !== null && now.has(organisationId)
			add(author, 'author')
			add(same, 'same-organisation')
			add(!same && organisationId !== null && once.has(organisationId), 'past-membership')
			add(domain !== null && application.domains.some((other) => isSameDomain(domain, other)), 'mail-domain')
			add(
				!author &&
					(application.authors.some(({ accountId }) => evaluator.coAuthors.has(accountId)) ||
						(organisationId !== null && evaluator.coOrganisations.has(organisationId))),
				'co-applicant'
			)
			add(competes && !author, 'competitor')
		}
	}
	return found
}
