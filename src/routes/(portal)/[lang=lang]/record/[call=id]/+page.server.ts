import { notaryKey } from '#modules/calls/notary.server'
import { getRecord } from '#modules/calls/records.server'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { document: _, ...record } = await getRecord(event.locals.ctx, event.params.call)
	return { page: serverOnly(event, { record, key: notaryKey() }) }
}
