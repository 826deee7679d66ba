import { hasRole, isAdministrator, isAuditor, mayEnterOffice, mayWrite } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'
import { maySeeMachinery } from '#platform/rights'

/** Who opens the cockpit and the pages of the programme's work. */
export const mayOpenOffice = mayEnterOffice

/** Who reads the list of accounts. */
export const maySeePeople = (actor: Actor | null): boolean => isAdministrator(actor) || isAuditor(actor) || hasRole(actor, 'head')

/** Whose work needs people's mail addresses. An auditor checks what was done, and needs none. */
export const maySeeAddresses = (actor: Actor | null): boolean => isAdministrator(actor) || hasRole(actor, 'head')

/** Who gives and takes back roles; the verbs that do it ask the same again (identity/roles.server.ts). */
export const mayChangeRoles = (actor: Actor | null): boolean => mayWrite(actor) && isAdministrator(actor)

/** Who reads the audit trail. A head answers for what a service did, also where it touched another's work. */
export const mayReadTrail = (actor: Actor | null): boolean => isAdministrator(actor) || isAuditor(actor) || hasRole(actor, 'head')

/** Who takes the trail away as a file. */
export const mayExportTrail = (actor: Actor | null): boolean => isAdministrator(actor) || isAuditor(actor)

/** Who writes a yearly report, and who publishes it. */
export const mayWriteReport = (actor: Actor | null): actor is Actor =>
	mayWrite(actor) && (isAdministrator(actor) || (['officer', 'editor', 'head'] as const).some((role) => hasRole(actor, role)))
export const mayPublishReport = (actor: Actor | null): actor is Actor =>
	mayWrite(actor) && (isAdministrator(actor) || hasRole(actor, 'head'))

/** Who answers requests about personal data, and keeps the log of breaches: heads and administrators. */
export const mayKeepData = (actor: Actor | null): actor is Actor =>
	mayWrite(actor) && (isAdministrator(actor) || hasRole(actor, 'head'))
/** Who looks over their shoulder. */
export const mayReadData = (actor: Actor | null): boolean => mayKeepData(actor) || isAuditor(actor)

/** Who reads the configuration in force. */
export const maySeeSettings = maySeeMachinery

/** Who changes what can be changed there. */
export const mayChangeSettings = (actor: Actor | null): boolean => mayWrite(actor) && isAdministrator(actor)
