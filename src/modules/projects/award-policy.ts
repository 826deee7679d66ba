import { hasRole, isAdministrator, isAuditor, isStaff, mayWrite } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'
import { mayHandleMoney } from './policy.ts'

type OfService = { service: string }
/** What the actor is to an award's holder: who leads the organisation, or the person it was given to, speaks for it. */
export type AwardStanding = 'lead' | 'member' | null

const isHead = (actor: Actor | null, { service }: OfService): actor is Actor => mayWrite(actor) && hasRole(actor, 'head', service)
const isOther = (actor: Actor | null, ...accounts: (string | null)[]) => actor !== null && !accounts.includes(actor.accountId)

/** Who may do what with an award and its money; when it may be done is the workflow's business. */
export const awardPolicy = {
	office: (actor: Actor | null): boolean => isStaff(actor) || isAuditor(actor),
	view: (actor: Actor | null, standing: AwardStanding): boolean => awardPolicy.office(actor) || standing !== null,
	/** Making the award of a decided application, and taking it back, is a head's. */
	award: isHead,
	/** Financing plan, instalments and the text of the agreement. */
	prepare: (actor: Actor | null, award: OfService): actor is Actor =>
		mayWrite(actor) && (hasRole(actor, 'officer', award.service) || isHead(actor, award) || isAdministrator(actor)),
	/** Accepting, signing, asking for a payment and giving a bank account speak for the holder. */
	speak: (actor: Actor | null, standing: AwardStanding): actor is Actor => mayWrite(actor) && standing === 'lead',
	/** Drafting a report and its vouchers: anybody of the holder. Filing it speaks for the holder. */
	report: (actor: Actor | null, standing: AwardStanding): actor is Actor => mayWrite(actor) && standing !== null,
	/** For the service its head signs. */
	sign: isHead,
	/** Approving a payment: finance or the head, and none of who decided the call, made the award or asked for the payment. */
	approve: (
		actor: Actor | null,
		award: OfService & { awardedBy: string | null },
		{ requestedBy, decidedBy }: { requestedBy: string | null; decidedBy: string | null }
	): actor is Actor =>
		(mayHandleMoney(actor, award) || isHead(actor, award)) && isOther(actor, award.awardedBy, decidedBy, requestedBy),
	/** Saying that the bank has paid. */
	pay: mayHandleMoney,
	/** That an account is really the holder's, by another way and another person than it came by. */
	confirmAccount: (actor: Actor | null, award: OfService, { givenBy }: { givenBy: string | null }): actor is Actor =>
		(mayHandleMoney(actor, award) || awardPolicy.prepare(actor, award)) && isOther(actor, givenBy),
	/** The whole number of an account: its holder, who pays, and who looks over their shoulder. */
	seeAccounts: (actor: Actor | null, award: OfService, standing: AwardStanding): boolean =>
		standing === 'lead' || mayHandleMoney(actor, award) || isHead(actor, award) || isAuditor(actor)
}
