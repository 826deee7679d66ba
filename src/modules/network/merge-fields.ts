/** What the office chooses field by field; names, acronyms, numbers, themes and languages of both are kept. */
export const mergeFields = [
	'name',
	'kind',
	'country',
	'territory',
	'place',
	'address',
	'website',
	'email',
	'phone',
	'size',
	'population',
	'description',
	'expertise',
	'visibility'
] as const
export type MergeField = (typeof mergeFields)[number]
