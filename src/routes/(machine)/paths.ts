import { programme } from '#programme/programme'
import { sections } from '#ui/sections.ts'

/** Every public page, without its language: what the site map lists. */
export const publicPaths = (): string[] => [
	'',
	...sections.map(({ path }) => `/${path}`),
	'/priorities',
	'/network/experts',
	'/exchange/suggestions',
	'/funding/programmes',
	...programme.priorities.map(({ key }) => `/priorities/${key}`)
]
