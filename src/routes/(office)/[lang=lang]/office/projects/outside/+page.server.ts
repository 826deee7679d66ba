import { countOutsideGrants, importUpload, mayImportGrants, outsidePlaces } from '#modules/projects/outside-grants.server'
import { authorize } from '#platform/errors'
import { receiveUpload, UploadRefused } from '#platform/files.server'
import { refuse, type Values } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const IMPORT_BYTES = 50 * 1024 * 1024

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({
	known: await countOutsideGrants(ctx),
	places: await outsidePlaces(ctx),
	mayImport: mayImportGrants(ctx.actor)
})

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		// Before the body is read: 50 MB are not taken in from whoever may not hand them in.
		authorize(mayImportGrants(ctx.actor))
		let values: Values = {}
		try {
			const upload = await receiveUpload(ctx, request, {
				field: 'file',
				types: ['json', 'xml', 'csv', 'txt', 'xlsx'],
				maxBytes: IMPORT_BYTES
			})
			values = upload.values
			const report = await importUpload(ctx, upload.file!, { dryRun: values.check === 'yes', skipBad: values.skip === 'yes' })
			return { report: { ...report, checked: values.check === 'yes' }, values }
		} catch (cause) {
			return refuse(cause, cause instanceof UploadRefused ? cause.values : values)
		}
	}
}
