import { redirect } from '@sveltejs/kit'
import { removeNote, writeNote } from '#modules/steering/notes.server'
import { getOrganisationFile } from '#modules/steering/partner-file.server'
import { noteForm, noteGoneForm } from '#modules/steering/partner-schema'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const file = await getOrganisationFile(ctx, params.id)
	if (file.organisation.id !== params.id) redirect(303, `/${ctx.locale}/office/partners/organisations/${file.organisation.id}`)
	return { ...file, notice: url.searchParams.get('notice') }
}

export const actions: Actions = {
	note: action(noteForm, 'note', (ctx, id, note) => writeNote(ctx, { party: 'organisation', id }, note)),
	removeNote: action(noteGoneForm, 'note_gone', (ctx, _, { note }) => removeNote(ctx, note))
}
