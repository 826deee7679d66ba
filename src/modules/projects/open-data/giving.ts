/** Grants to organisations by the 360Giving Data Standard, 1.4 (https://standard.threesixtygiving.org). */
import { inLanguage, type Localized } from './languages.ts'
import { orgId, reporter } from './identifiers.ts'
import type { OpenAward } from './public-awards.server.ts'
import type { OpenProject } from './public-rows.server.ts'

const idOf = (holder: OpenAward['holder']) => orgId(holder.identifiers) ?? `${reporter.givingPrefix}-${holder.reference}`

/** The grants of a project: money given to organisations. Help in kind has no amount here and is not a grant. */
export const grantsOf = (project: OpenProject, address: (path: string) => string) =>
	project.awards
		.filter(({ cents }) => cents > 0)
		.map((award) => ({
			id: `${reporter.givingPrefix}-${award.reference}`,
			title: inLanguage(project.title),
			description: inLanguage(project.summary) || inLanguage(project.title),
			currency: 'EUR',
			// Exact: an amount of cents has at most fifteen digits.
			amountAwarded: award.cents / 100,
			amountDisbursed: award.instalments.reduce((sum, { paidOn, cents }) => (paidOn ? sum + cents : sum), 0) / 100,
			awardDate: award.awardedOn,
			url: address(`/en/projects/${project.id}`),
			...(project.startsOn && {
				plannedDates: [{ startDate: project.startsOn, ...(project.endsOn && { endDate: project.endsOn }) }]
			}),
			recipientOrganization: [{ id: idOf(award.holder), name: inLanguage(award.holder.name), country: award.holder.country }],
			fundingOrganization: [{ id: reporter.id, name: inLanguage(reporter.name) }],
			dateModified: project.updatedAt.toISOString()
		}))

/** What stands before and after the list of grants. */
export const packageHead = (title: Localized) =>
	`{"version":"1.4","title":${JSON.stringify(inLanguage(title))},"license":"https://creativecommons.org/licenses/by/4.0/","publisher":${JSON.stringify(
		{ name: inLanguage(reporter.name) }
	)},"grants":[\n`
export const packageFoot = '\n]}\n'
