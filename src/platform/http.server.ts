import { error, fail } from '@sveltejs/kit'
import type { z } from 'zod'
import { RuleBroken } from './errors.ts'
import { translate, type Locale } from './i18n.ts'

/** What was typed, to be shown again: one string per field, or several for a repeated one. Files are not kept. */
export type Values = Record<string, string | string[]>
/** One message key per field; `form` is the whole form. */
export type FieldErrors = Record<string, string>

/** Room for the longest ordinary form (256 KiB). Files go by their own route, streamed. */
export const FORM_LIMIT = 256 * 1024

/** The posted form, read up to FORM_LIMIT bytes. 413 beyond, 415 for another content type, 400 for a broken body. */
export async function readForm(request: Request, limit = FORM_LIMIT): Promise<FormData> {
	const type = request.headers.get('content-type') ?? ''
	if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) error(415)
	if (Number(request.headers.get('content-length') ?? 0) > limit) error(413)
	// A chunked body announces no length: count while reading, and stop there.
	const chunks: Uint8Array<ArrayBuffer>[] = []
	let size = 0
	if (request.body)
		for await (const chunk of request.body) {
			size += chunk.byteLength
			if (size > limit) error(413)
			chunks.push(chunk)
		}
	try {
		return await new Response(new Blob(chunks), { headers: { 'content-type': type } }).formData()
	} catch {
		error(400)
	}
}

/** Fields by name; a name that comes twice becomes a list. */
export function valuesOf(form: FormData): Values {
	const values: Values = Object.create(null)
	for (const [name, value] of form) {
		// PostgreSQL's text cannot hold U+0000; no keyboard types it.
		// A field of this name could not be shown again: Kit refuses to send an object that has it.
		if (typeof value !== 'string' || name === '__proto__') continue
		const text = value.replaceAll('\0', '').toWellFormed()
		const before = values[name]
		values[name] = before === undefined ? text : Array.isArray(before) ? [...before, text] : [before, text]
	}
	return { ...values }
}

/** Reads a posted form. Either the typed data, or what was typed with one message key per field. */
export async function parseForm<Schema extends z.ZodType>(request: Request, schema: Schema) {
	const values = valuesOf(await readForm(request))
	const parsed = schema.safeParse(values)
	if (parsed.success) return { ok: true, values, data: parsed.data } as const
	const errors: FieldErrors = {}
	for (const issue of parsed.error.issues)
		errors[issue.path[0] === undefined ? 'form' : issue.path.join('.')] ??= messageOf(issue)
	return { ok: false, values, errors } as const
}

/**
 * Reads the filters of a list from its address, each by itself: one that cannot be is left out and its message key kept,
 * so that a mistyped address still shows a page. `values` is what was asked, to be shown again.
 */
export function parseQuery<Shape extends z.ZodRawShape>(url: URL, schema: z.ZodObject<Shape>) {
	const data: Record<string, unknown> = {}
	const values: Record<string, string> = {}
	const errors: FieldErrors = {}
	for (const [name, field] of Object.entries(schema.shape)) {
		const given = (url.searchParams.get(name) ?? '').replaceAll('\0', '').toWellFormed().trim().slice(0, 500)
		if (!given) continue
		values[name] = given
		const parsed = (field as z.ZodType).safeParse(given)
		if (parsed.success) data[name] = parsed.data
		else errors[name] = messageOf(parsed.error.issues[0]!)
	}
	return { data: data as Partial<z.output<z.ZodObject<Shape>>>, values, errors }
}

/** Our schemas carry a message key; an issue of zod's own (a missing field, a wrong type) gets the general one. */
const messageOf = (issue: { message: string; code?: string }) =>
	issue.message.startsWith('error.') ? issue.message : issue.code === 'too_big' ? 'error.too_long' : 'error.required'

/** The page again with what was typed: for a form whose shape was wrong. */
export const invalid = ({ values, errors }: { values: Values; errors: FieldErrors }) =>
	fail(422, { values: withoutSecrets(values), errors, params: {} })

/** Shows a broken rule on the form it came from, keeping what was typed. Everything else goes on up. */
export function refuse(cause: unknown, values: Values) {
	if (!(cause instanceof RuleBroken)) throw cause
	return fail(cause.status, {
		values: withoutSecrets(values),
		errors: { [cause.field ?? 'form']: cause.key } as FieldErrors,
		params: cause.params
	})
}

/** Shows a broken rule on the error page, for what is only read: there is no form to show it on. Everything else goes on up. */
export function sayWhy(cause: unknown, locale: Locale): never {
	if (!(cause instanceof RuleBroken)) throw cause
	error(cause.status, cause.key, { said: translate(locale, cause.key, cause.params) })
}

/** A password is never sent back, nor anything else that proves somebody. By its whole name: a postcode is no secret. */
export const withoutSecrets = (values: Values): Values =>
	Object.fromEntries(Object.entries(values).filter(([name]) => !/^(password|code|token|passkey)$/.test(name)))

/** RFC 9457: the answer of an API that cannot do what was asked. `title` is English, as in every API. */
export const problem = (status: number, title: string, detail?: string, extra: Record<string, unknown> = {}) =>
	Response.json(
		{ type: 'about:blank', status, title, ...(detail ? { detail } : {}), ...extra },
		{ status, headers: { 'content-type': 'application/problem+json' } }
	)
