import { nothingYet } from '../../open.ts'

/** IATI 2.03 wants at least one activity in a file. */
export const GET = () =>
	nothingYet(
		'No project or grant has been published yet. An IATI 2.03 file holds at least one activity: it will be here with the first.'
	)
