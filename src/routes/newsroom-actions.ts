import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { z } from 'zod'
import { invalid, parseForm, refuse } from '#platform/http.server'

/** A form action: reads the form, does `work`, and goes to the address it gives, or back with `notice`. */
export const posting =
	<Schema extends z.ZodType>(schema: Schema, work: (event: RequestEvent, data: z.output<Schema>) => Promise<string>) =>
	async (event: RequestEvent) => {
		const form = await parseForm(event.request, schema)
		if (!form.ok) return invalid(form)
		let next: string
		try {
			next = await work(event, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, next.startsWith('/') ? next : `${event.url.pathname}?notice=${next}`)
	}
