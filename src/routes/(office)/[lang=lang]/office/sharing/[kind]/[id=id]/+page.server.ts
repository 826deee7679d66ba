import { sharingForm } from '#modules/identity/sharing'
import { getSharing, isSharedKind, share } from '#modules/steering/sharing.server'
import { notFound } from '#platform/errors'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

const kindOf = (kind: string | undefined) => (kind !== undefined && isSharedKind(kind) ? kind : notFound())

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const kind = kindOf(params.kind)
	return { kind, thing: await getSharing(ctx, kind, params.id), notice: url.searchParams.get('notice') }
}

export const actions: Actions = {
	default: (event) =>
		action(sharingForm, 'saved', (ctx, id, sharing) => share(ctx, kindOf(event.params.kind), id, sharing))(event)
}
