import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { z } from 'zod'
import {
	inviteAuthor,
	makeLead,
	openInvitations,
	removeAuthor,
	withdrawAuthorInvitation
} from '#modules/calls/application-authors.server'
import { authorForm, ownIdForm } from '#modules/calls/application-schema'
import { getApplication } from '#modules/calls/applications.server'
import { invalid, parseForm } from '#platform/http.server'
import { originOf, refuseOrWait } from '../../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { id, title, authors, can } = await getApplication(ctx, params.id)
	return {
		application: { id, title },
		authors,
		invitations: await openInvitations(ctx, params.id),
		lead: authors.some(({ self, role }) => self && role === 'lead'),
		can,
		invited: url.searchParams.has('invited')
	}
}

const posted =
	<Schema extends z.ZodType>(schema: Schema, act: (event: RequestEvent, data: z.output<Schema>) => Promise<string>) =>
	async (event: RequestEvent) => {
		const form = await parseForm(event.request, schema)
		if (!form.ok) return invalid(form)
		let to: string
		try {
			to = await act(event, form.data)
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, to)
	}

export const actions: Actions = {
	invite: posted(authorForm, async (event, { email }) => {
		await inviteAuthor(event.locals.ctx, event.params.id!, email, originOf(event))
		return `${event.url.pathname}?invited=yes`
	}),
	withdraw: posted(ownIdForm, async ({ locals, params, url }, { id }) => {
		await withdrawAuthorInvitation(locals.ctx, params.id!, id)
		return url.pathname
	}),
	remove: posted(ownIdForm, async ({ locals: { ctx }, params, url }, { id }) => {
		await removeAuthor(ctx, params.id!, id)
		// Who left has no page here any more.
		return id === ctx.actor?.accountId ? `/${ctx.locale}/workspace/applications` : url.pathname
	}),
	lead: posted(ownIdForm, async ({ locals, params, url }, { id }) => {
		await makeLead(locals.ctx, params.id!, id)
		return url.pathname
	})
}
