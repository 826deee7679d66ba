import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { importUpload } from '#modules/funding/file-import.server'
import { listForOffice } from '#modules/funding/opportunities.server'
import { mayKeepFunding } from '#modules/funding/policy'
import { officeQuery } from '#modules/funding/schema'
import { askSource, listSources, turnSource } from '#modules/funding/sources.server'
import { opportunityStatuses } from '#modules/funding/workflow'
import { authorize } from '#platform/errors'
import { receiveUpload, UploadRefused } from '#platform/files.server'
import { invalid, parseForm, parseQuery, refuse, type Values } from '#platform/http.server'
import { fundingSources } from '#programme/funding-sources'
import type { Actions, PageServerLoad } from './$types'

const key = z.enum(
	fundingSources.map(({ key }) => key),
	'error.choice'
)
const IMPORT_BYTES = 20 * 1024 * 1024
const askForm = z.object({ source: key })
const turnForm = z.object({ source: key, on: z.enum(['yes', 'no'], 'error.choice') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, officeQuery)
	const { after = null, ...filters } = data
	const { after: _, ...asked } = values
	return {
		sources: await listSources(ctx),
		...(await listForOffice(ctx, filters, after)),
		filters: { values: asked, errors },
		statuses: opportunityStatuses,
		can: { add: mayKeepFunding(ctx.actor) },
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	import: async ({ locals: { ctx }, request }) => {
		// Before the body is read: a file is not taken in from whoever may not hand it in.
		authorize(mayKeepFunding(ctx.actor))
		let values: Values = {}
		try {
			const upload = await receiveUpload(ctx, request, {
				field: 'file',
				types: ['csv', 'txt', 'xlsx', 'json', 'xml'],
				maxBytes: IMPORT_BYTES
			})
			values = upload.values
			const checked = values.check === 'yes'
			const source = typeof values.source === 'string' ? values.source : ''
			const report = await importUpload(ctx, upload.file!, { source, dryRun: checked, skipBad: values.skip === 'yes' })
			return { report: { ...report, checked }, values }
		} catch (cause) {
			return refuse(cause, cause instanceof UploadRefused ? cause.values : values)
		}
	},
	ask: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, askForm)
		if (!form.ok) return invalid(form)
		try {
			await askSource(ctx, form.data.source)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/funding?notice=asked`)
	},
	turn: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, turnForm)
		if (!form.ok) return invalid(form)
		try {
			await turnSource(ctx, form.data.source, { on: form.data.on === 'yes' })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/funding`)
	}
}
