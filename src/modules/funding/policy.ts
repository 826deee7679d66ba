import { isStaff, mayEnterOffice, mayWrite } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'

/** Who sees the sources and their errors: staff and auditors. What is announced is public. */
export const mayReadFunding = mayEnterOffice

/** Who adds and corrects opportunities and has a source asked. */
export const mayKeepFunding = (actor: Actor | null): actor is Actor => mayWrite(actor) && isStaff(actor)

/** Watches and plans are each person's own: nobody else reads or writes them. */
export const ownsOf = (actor: Actor | null, row: { accountId: string }): boolean => actor?.accountId === row.accountId
export const mayWatch = (actor: Actor | null): actor is Actor => mayWrite(actor)
