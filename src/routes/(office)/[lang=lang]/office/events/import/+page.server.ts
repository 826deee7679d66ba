import { redirect } from '@sveltejs/kit'
import { discardEventImport, importEvents, previewEventImport, receiveEventImport } from '#modules/events/event-imports.server'
import { servicesToRun } from '#modules/events/policy'
import { eventImportForm, eventKinds, IMPORT_BYTES } from '#modules/events/schema'
import { authorize } from '#platform/errors'
import { receiveUpload, UploadRefused } from '#platform/files.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const imported = Number(url.searchParams.get('imported'))
	return {
		preview: await previewEventImport(ctx),
		services: servicesToRun(ctx.actor, programme.services),
		kinds: eventKinds,
		imported: Number.isSafeInteger(imported) && imported > 0 ? imported : null
	}
}

export const actions: Actions = {
	read: async ({ request, locals: { ctx }, url }) => {
		// Before a byte of the file is read.
		authorize(servicesToRun(ctx.actor, programme.services).length > 0)
		try {
			const { file } = await receiveUpload(ctx, request, {
				field: 'file',
				types: ['ics', 'json', 'xml'],
				maxBytes: IMPORT_BYTES
			})
			await receiveEventImport(ctx, file!)
		} catch (cause) {
			return refuse(cause, cause instanceof UploadRefused ? cause.values : {})
		}
		redirect(303, url.pathname)
	},
	import: async ({ request, locals: { ctx }, url }) => {
		const form = await parseForm(request, eventImportForm)
		if (!form.ok) return invalid(form)
		let ids: string[]
		try {
			ids = await importEvents(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(
			303,
			ids.length === 1 ? `/${ctx.locale}/office/events/${ids[0]}?notice=imported` : `${url.pathname}?imported=${ids.length}`
		)
	},
	discard: async ({ locals: { ctx }, url }) => {
		await discardEventImport(ctx)
		redirect(303, url.pathname)
	}
}
