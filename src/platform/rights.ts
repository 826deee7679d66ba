import type { Actor } from './ctx.ts'

/** The only rights the platform itself asks for: those over its own machinery (outbox, jobs). Modules have theirs in policy.ts. */
export const mayRunMachinery = (actor: Actor | null) => actor?.roles.some(({ role }) => role === 'administrator') ?? false

/** The auditor reads everything and writes nothing. */
export const maySeeMachinery = (actor: Actor | null) =>
	actor?.roles.some(({ role }) => role === 'administrator' || role === 'auditor') ?? false
