import { open } from '../../open.ts'

/** The columns of the French common schema for subsidies (SCDL, « Subventions »), in its order. */
const columns = [
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

export const GET = () =>
	open(new Response(`${columns.join(',')}\r\n`, { headers: { 'content-type': 'text/csv; charset=utf-8; header=present' } }))
