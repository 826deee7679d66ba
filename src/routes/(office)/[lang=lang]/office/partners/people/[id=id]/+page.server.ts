import { removeNote, writeNote } from '#modules/steering/notes.server'
import { getPersonFile } from '#modules/steering/partner-file.server'
import { noteForm, noteGoneForm } from '#modules/steering/partner-schema'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	...(await getPersonFile(ctx, params.id)),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	note: action(noteForm, 'note', (ctx, id, note) => writeNote(ctx, { party: 'person', id }, note)),
	removeNote: action(noteGoneForm, 'note_gone', (ctx, _, { note }) => removeNote(ctx, note))
}
