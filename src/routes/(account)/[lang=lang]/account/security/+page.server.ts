import { redirect } from '@sveltejs/kit'
import { hasPassword } from '#modules/identity/accounts.server'
import { listLinkedProviders, unlinkProvider } from '#modules/identity/linked-providers.server'
import { addPasskey, listPasskeys, passkeysPossible, removePasskey } from '#modules/identity/passkeys.server'
import { needsFresh } from '#modules/identity/policy'
import { listProviders } from '#modules/identity/providers.server'
import { idForm, newPasskeyForm, providerForm } from '#modules/identity/schema'
import { getSecondFactor } from '#modules/identity/second-factor.server'
import { listSessions, revokeOtherSessions, revokeSession } from '#modules/identity/sessions.server'
import { invalid, parseForm } from '#platform/http.server'
import { confirmFirst, leadToProviders, leaveFor, originOf, refuseOrWait } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	leadToProviders(event)
	const linked = await listLinkedProviders(ctx)
	return {
		hasPassword: await hasPassword(ctx, ctx.actor!.accountId),
		secondFactor: await getSecondFactor(ctx),
		passkeys: passkeysPossible() ? await listPasskeys(ctx) : null,
		linked,
		linkable: listProviders(ctx).filter(({ issuer }) => !linked.some((each) => each.issuer === issuer)),
		fresh: !needsFresh(ctx.actor, ctx.now),
		sessions: await listSessions(ctx),
		notice: event.url.searchParams.get('notice')
	}
}

/** Removes what the posted id names: freshly authenticated, and back to this page. */
async function remove(event: RequestEvent, verb: typeof removePasskey, notice: string) {
	confirmFirst(event)
	const form = await parseForm(event.request, idForm)
	if (!form.ok) return invalid(form)
	try {
		await verb(event.locals.ctx, form.data.id)
	} catch (cause) {
		return refuseOrWait(event, cause, {})
	}
	redirect(303, `${event.url.pathname}?notice=${notice}`)
}

export const actions: Actions = {
	addPasskey: async (event) => {
		confirmFirst(event)
		const form = await parseForm(event.request, newPasskeyForm)
		if (!form.ok) return invalid(form)
		const { passkey: credential, passkeyName: name } = form.data
		try {
			await addPasskey(event.locals.ctx, { credential, name }, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=passkey`)
	},
	removePasskey: (event) => remove(event, removePasskey, 'passkeyGone'),
	/** The linking itself is done on the way back from the provider. */
	link: async (event) => {
		confirmFirst(event)
		const form = await parseForm(event.request, providerForm)
		if (!form.ok) return invalid(form)
		try {
			return await leaveFor(event, { key: form.data.provider, next: null, link: true })
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
	},
	unlink: (event) => remove(event, unlinkProvider, 'unlinked'),
	revoke: async ({ request, locals: { ctx } }) => {
		const form = await parseForm(request, idForm)
		if (!form.ok) return invalid(form)
		await revokeSession(ctx, form.data.id)
		redirect(303, `/${ctx.locale}/account/security?notice=revoked`)
	},
	revokeOthers: async ({ locals: { ctx } }) => {
		await revokeOtherSessions(ctx)
		redirect(303, `/${ctx.locale}/account/security?notice=revoked`)
	}
}
