import { nothingYet } from '../../open.ts'

/** The package schema of 360Giving wants at least one grant. */
export const GET = () =>
	nothingYet('No grant has been awarded yet. A 360Giving package holds at least one grant: it will be here with the first.')
