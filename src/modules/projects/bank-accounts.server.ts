import { v7 as uuidv7 } from 'uuid'
import { requireFresh } from '#modules/identity/accounts.server'
import { checkIban } from '#modules/network/identifiers'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { MessageKey } from '#platform/i18n'
import { writeAccountGiven } from './award-mails.server.ts'
import { awardPolicy } from './award-policy.ts'
import { loadAward, refOfAward } from './award-rows.server.ts'
import type { Channel } from './award-workflow.ts'
import { standingAccount } from './standing-account.server.ts'
import { settledAwards } from './workflow.ts'

onConstraint('bank_account_standing_unique', 'error.awards.account_status')
onConstraint('bank_account_waiting_unique', 'error.awards.account_status')

/** « BG80 •••• 1020 »: enough to tell one account from another. */
export const maskedIban = (iban: string): string => `${iban.slice(0, 4)} •••• ${iban.slice(-4)}`
/** In groups of four, as banks print it. */
export const spacedIban = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ')

/**
 * The holder says where the money goes. It waits until the service has confirmed it by another way; until then payments go to
 * the account there was. Everybody who leads the holder is written to. Throws RuleBroken `error.identifier.iban.*` (422, field
 * `iban`), `error.awards.account_same`.
 */
export async function giveBankAccount(
	ctx: Ctx,
	awardId: string,
	{ iban, holder }: { iban: string; holder: string }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, standing } = await loadAward(ctx, awardId, { lock: true })
		authorize(awardPolicy.speak(ctx.actor, standing))
		if (settledAwards.includes(award.status)) throw new RuleBroken('error.awards.status')
		const checked = checkIban(iban)
		if (!checked.ok) throw new RuleBroken(checked.error as MessageKey, 'iban', {}, 422)
		if ((await standingAccount(ctx, awardId))?.iban === checked.value) throw new RuleBroken('error.awards.account_same', 'iban')
		await replaceWaiting(ctx, awardId)
		await ctx.db
			.insertInto('bankAccount')
			.values({ id: uuidv7(), awardId, iban: checked.value, holder, givenAt: ctx.now, givenBy: ctx.actor.accountId })
			.execute()
		await audit(ctx, 'bank-account.given', refOfAward(awardId), { iban: maskedIban(checked.value) })
		await writeAccountGiven(ctx, award, maskedIban(checked.value))
	})
}

const replaceWaiting = (ctx: Ctx, awardId: string) =>
	ctx.db
		.updateTable('bankAccount')
		.set({ replacedAt: ctx.now })
		.where('awardId', '=', awardId)
		.where('confirmedAt', 'is', null)
		.where('replacedAt', 'is', null)
		.execute()

async function lockAccount(ctx: Ctx, accountId: string) {
	const found = ctx.actor
		? await ctx.db.selectFrom('bankAccount').select('awardId').where('id', '=', accountId).executeTakeFirst()
		: undefined
	if (!found) return notFound()
	const loaded = await loadAward(ctx, found.awardId, { lock: true })
	const account = await ctx.db.selectFrom('bankAccount').selectAll().where('id', '=', accountId).executeTakeFirstOrThrow()
	return { ...loaded, account }
}

/**
 * Somebody other than who gave it has heard from the holder by another way that it is theirs: it takes the place of the one
 * before. Payments approved for that one wait for a new approval. Freshly authenticated. RuleBroken `error.awards.account_status`.
 */
export async function confirmBankAccount(
	ctx: Ctx,
	{ account: id, channel }: { account: string; channel: Channel }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, account } = await lockAccount(ctx, id)
		authorize(awardPolicy.confirmAccount(ctx.actor, award, account))
		requireFresh(ctx)
		if (account.confirmedAt || account.replacedAt) throw new RuleBroken('error.awards.account_status')
		await ctx.db
			.updateTable('bankAccount')
			.set({ replacedAt: ctx.now })
			.where('awardId', '=', award.id)
			.where('confirmedAt', 'is not', null)
			.where('replacedAt', 'is', null)
			.execute()
		await ctx.db
			.updateTable('bankAccount')
			.set({ confirmedAt: ctx.now, confirmedBy: ctx.actor!.accountId, channel })
			.where('id', '=', id)
			.execute()
		await ctx.db
			.updateTable('instalment')
			.set((eb) => ({ status: 'requested', approvedAt: null, approvedBy: null, iban: null, version: eb('version', '+', 1) }))
			.where('awardId', '=', award.id)
			.where('status', '=', 'approved')
			.execute()
		await audit(ctx, 'bank-account.confirmed', refOfAward(award.id), { iban: maskedIban(account.iban), channel })
	})
}

/** It is not theirs, or nobody could be reached: the account is dropped, the one before stays. */
export async function refuseBankAccount(ctx: Ctx, { account: id }: { account: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, account } = await lockAccount(ctx, id)
		authorize(awardPolicy.confirmAccount(ctx.actor, award, account))
		if (account.confirmedAt || account.replacedAt) throw new RuleBroken('error.awards.account_status')
		await replaceWaiting(ctx, award.id)
		await audit(ctx, 'bank-account.refused', refOfAward(award.id), { iban: maskedIban(account.iban) })
	})
}

/** The accounts of an award, the latest first; the whole number only for whom it concerns. */
export async function getBankAccounts(ctx: Ctx, awardId: string) {
	const { award, standing } = await loadAward(ctx, awardId)
	const rows = await ctx.db
		.selectFrom('bankAccount')
		.selectAll()
		.where('awardId', '=', awardId)
		.orderBy('givenAt', 'desc')
		.orderBy('id', 'desc')
		.execute()
	const whole = awardPolicy.seeAccounts(ctx.actor, award, standing)
	return {
		accounts: rows.map(({ id, iban, holder, givenAt, givenBy, confirmedAt, channel, replacedAt }) => {
			const state = replacedAt ? 'replaced' : confirmedAt ? 'standing' : 'waiting'
			return {
				id,
				iban: whole ? spacedIban(iban) : maskedIban(iban),
				holder: whole ? holder : null,
				givenAt,
				confirmedAt,
				channel: channel as Channel | null,
				state: state as 'replaced' | 'standing' | 'waiting',
				can: { confirm: state === 'waiting' && awardPolicy.confirmAccount(ctx.actor, award, { givenBy }) }
			}
		}),
		can: { give: awardPolicy.speak(ctx.actor, standing) && !settledAwards.includes(award.status) }
	}
}
