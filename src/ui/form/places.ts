import { within as lies } from '#programme/territories'
import type { Group } from '../options.ts'

/** The territories that lie in one of them, itself included. */
export const inside = (groups: Group[], within: string | undefined): Group[] =>
	within === undefined
		? groups
		: groups
				.map(({ label, options }) => ({ label, options: options.filter(({ value }) => lies(value, within)) }))
				.filter(({ options }) => options.length > 0)
