/** Subsidies by the French common schema (SCDL, « Subventions »): décret 2017-779, arrêté du 17 novembre 2017. */
import { csvLine } from '#platform/csv'
import { inFrench } from './languages.ts'
import { reporter } from './identifiers.ts'
import type { OpenAward } from './public-awards.server.ts'
import type { OpenProject } from './public-rows.server.ts'

/** The columns of the schema, in its order. */
export const columns = [
	'nomAttribuant',
	'idAttribuant',
	'dateConvention',
	'referenceDecision',
	'nomBeneficiaire',
	'idBeneficiaire',
	'objet',
	'montant',
	'nature',
	'conditionsVersement',
	'datesPeriodeVersement',
	'idRAE',
	'notificationUE',
	'pourcentageSubvention'
]

// A Bulgarian body has no SIRET: its own register's number stands there, as it does in its agreement.
const order = ['siret', 'siren', 'eik', 'rna']
const numberOf = ({ identifiers }: OpenAward['holder']) =>
	[...identifiers].sort((a, b) => order.indexOf(a.scheme) - order.indexOf(b.scheme))[0]?.value ?? null

/** YYYY-MM-DD, or two of them with a slash; nothing before a day is known. */
function daysOf({ instalments }: OpenAward): string | null {
	const days = instalments.flatMap(({ paidOn, dueOn }) => paidOn ?? dueOn ?? []).sort()
	const [first, last] = [days[0], days.at(-1)]
	return first === undefined ? null : first === last ? first : `${first}/${last}`
}

export const linesOf = (project: OpenProject): string[] =>
	project.awards
		.filter(({ cents }) => cents > 0)
		.map((award) =>
			csvLine([
				inFrench(reporter.name),
				reporter.siret,
				award.signedOn ?? award.awardedOn,
				award.reference,
				inFrench(award.holder.name),
				numberOf(award.holder),
				inFrench(project.title).slice(0, 256),
				award.cents / 100,
				award.kind === 'support' ? 'aide en nature' : 'aide en numéraire',
				award.instalments.length > 1 ? 'échelonné' : 'unique',
				daysOf(award),
				null,
				'non',
				null
			])
		)
