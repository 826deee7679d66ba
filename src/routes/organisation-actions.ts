/** What an organisation's page does in the workspace and in the office alike: the verbs ask who may. */
import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { z } from 'zod'
import { idForm } from '#modules/identity/schema'
import { linkOrganisation, unlinkOrganisation } from '#modules/network/links.server'
import { correctFunction, endMembership, setMembershipRole } from '#modules/network/memberships.server'
import { correctOrganisation } from '#modules/network/organisations.server'
import { correctionForm, endForm, linkForm, membershipRoleForm, postForm } from '#modules/network/schema'
import type { Ctx } from '#platform/ctx'
import { invalid, parseForm, refuse } from '#platform/http.server'

/** An action: the form's shape, one verb, back to the page with `notice`. */
export const action =
	<Schema extends z.ZodType>(
		schema: Schema,
		notice: string,
		verb: (ctx: Ctx, id: string, data: z.output<Schema>) => Promise<unknown>
	) =>
	async ({ request, params, url, locals: { ctx } }: RequestEvent) => {
		const form = await parseForm(request, schema)
		if (!form.ok) return invalid(form)
		try {
			await verb(ctx, params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=${notice}`)
	}

export const organisationActions = {
	correct: action(correctionForm, 'saved', correctOrganisation),
	link: action(linkForm, 'linked', linkOrganisation),
	unlink: action(idForm, 'unlinked', (ctx, organisationId, { id }) => unlinkOrganisation(ctx, organisationId, id)),
	end: action(endForm, 'ended', (ctx, _, { id, until }) => endMembership(ctx, id, until)),
	post: action(postForm, 'saved', (ctx, _, { id, post }) => correctFunction(ctx, id, post)),
	role: action(membershipRoleForm, 'role', (ctx, _, { id, role }) => setMembershipRole(ctx, id, role))
}
