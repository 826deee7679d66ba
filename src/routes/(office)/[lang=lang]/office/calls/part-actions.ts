import { redirect, type RequestEvent } from '@sveltejs/kit'
import { partForm } from '#modules/calls/call-schema'
import { movePart, removePart, type PartKind } from '#modules/calls/call-parts.server'
import { invalid, parseForm, refuse } from '#platform/http.server'

/** The buttons beside each line of an ordered list of a call. */
export const partActions = (kind: PartKind) => ({
	remove: (event: RequestEvent) => change(event, (id) => removePart(event.locals.ctx, kind, event.params.id!, id)),
	up: (event: RequestEvent) => change(event, (id) => movePart(event.locals.ctx, kind, event.params.id!, id, -1)),
	down: (event: RequestEvent) => change(event, (id) => movePart(event.locals.ctx, kind, event.params.id!, id, 1))
})

async function change(event: RequestEvent, verb: (id: string) => Promise<void>) {
	const form = await parseForm(event.request, partForm)
	if (!form.ok) return invalid(form)
	try {
		await verb(form.data.id)
	} catch (cause) {
		return refuse(cause, {})
	}
	redirect(303, `${event.url.pathname}?saved`)
}

/** The line the page's form writes over, from its address; null for a new one. */
export const editedId = (url: URL): string | null => {
	const id = url.searchParams.get('edit')
	return id && /^[0-9a-f-]{36}$/.test(id) ? id : null
}
