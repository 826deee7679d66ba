import type { Problem } from '#engines/forms/problem'

/** The ids of what describes an input: its hint, then its problems, as Frame writes them. */
export const toldBy = (name: string, hinted: boolean, problems: readonly Problem[]): string | undefined =>
	[hinted && `${name}-hint`, problems.length > 0 && `${name}-error`].filter(Boolean).join(' ') || undefined

/** The problems of exactly this input. */
export const problemsAt = (problems: readonly Problem[], name: string): Problem[] =>
	problems.filter(({ field }) => field === name)

export const isWrong = (problems: readonly Problem[]) =>
	problems.some(({ severity }) => severity === 'error') ? ('true' as const) : undefined
