import { isHttpError, redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { rowDecisions, rowOutcomes } from '#modules/network/import-workflow'
import {
	cancelImport,
	carryOut,
	chooseSheet,
	decideRows,
	getImport,
	listImportRows,
	mapColumns,
	remapImport
} from '#modules/network/imports.server'
import { importFields } from '#modules/network/recognition'
import { kindKeys, seats } from '#modules/network/schema'
import { invalid, parseForm, parseQuery, refuse, type Values } from '#platform/http.server'
import { progressOf } from '#platform/job-progress.server'
import { box, optionalChoice } from '#platform/shapes'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const query = z.object({
	outcome: z.enum(rowOutcomes, 'error.office.filter'),
	after: z.coerce.number('error.office.filter').int('error.office.filter').min(0, 'error.office.filter')
})

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const batch = await getImport(ctx, params.id)
	const { outcome, after } = parseQuery(url, query).data
	const looked = ['ready', 'writing', 'done'].includes(batch.status)
	// Only whoever asked may watch a job: another officer sees the state alone.
	const progress = batch.jobId
		? await progressOf(ctx, batch.jobId).catch((cause) => (isHttpError(cause) ? null : Promise.reject(cause)))
		: null
	return {
		batch: {
			...batch,
			error: batch.error ? (JSON.parse(batch.error) as { key: string; params: Record<string, string | number> }) : null
		},
		progress: progress && { state: progress.state, done: progress.done, total: progress.total, note: progress.note },
		rows: looked
			? await listImportRows(ctx, params.id, { ...(outcome && { outcome }), after: after ?? 0 })
			: { rows: [], next: null },
		outcome: outcome ?? null,
		fields: importFields,
		kinds: kindKeys,
		seats
	}
}

const columns = z.record(z.string(), z.unknown()).transform((values) => {
	const found: ((typeof importFields)[number] | null)[] = []
	for (const [name, value] of Object.entries(values)) {
		const at = /^column(\d{1,3})$/.exec(name)?.[1]
		if (at !== undefined) found[Number(at)] = importFields.find((field) => field === value) ?? null
	}
	return Array.from(found, (field) => field ?? null)
})
const defaults = z.object({ country: optionalChoice(seats), kind: optionalChoice(kindKeys) })
const decision = z.object({
	row: z.preprocess((value) => (value === '' || value === undefined ? null : value), z.coerce.number().int().nullable()),
	decision: z.enum(rowDecisions, 'error.choice')
})
const consent = z.object({ skipBad: box, later: box })
const sheet = z.object({ sheet: z.string('error.required').max(200, 'error.too_long') })

/** A verb on this import, then the page anew, with the filter it was sent from. */
const act = async (
	{ locals: { ctx }, params, url }: RequestEvent,
	verb: (ctx: App.Locals['ctx'], id: string) => Promise<void>,
	values: Values
) => {
	try {
		await verb(ctx, params.id)
	} catch (cause) {
		return refuse(cause, values)
	}
	const outcome = url.searchParams.get('outcome')
	redirect(303, outcome ? `${url.pathname}?outcome=${encodeURIComponent(outcome)}` : url.pathname)
}

export const actions: Actions = {
	sheet: async (event) => {
		const form = await parseForm(event.request, sheet)
		return form.ok ? act(event, (ctx, id) => chooseSheet(ctx, id, form.data.sheet), form.values) : invalid(form)
	},
	map: async (event) => {
		const form = await parseForm(event.request, z.record(z.string(), z.unknown()))
		const rest = defaults.safeParse(form.values)
		if (!form.ok || !rest.success) return invalid({ values: form.values, errors: { country: 'error.choice' } })
		const mapping = { columns: columns.parse(form.values), defaults: rest.data }
		return act(event, (ctx, id) => mapColumns(ctx, id, mapping), form.values)
	},
	remap: (event) => act(event, remapImport, {}),
	decide: async (event) => {
		const form = await parseForm(event.request, decision)
		if (!form.ok) return invalid(form)
		return act(event, (ctx, id) => decideRows(ctx, id, { rowNo: form.data.row, decision: form.data.decision }), form.values)
	},
	carryOut: async (event) => {
		const form = await parseForm(event.request, consent)
		return form.ok ? act(event, (ctx, id) => carryOut(ctx, id, form.data), form.values) : invalid(form)
	},
	cancel: (event) => act(event, cancelImport, {})
}
