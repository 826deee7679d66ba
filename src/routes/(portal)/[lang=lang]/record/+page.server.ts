import { latestCheckpoint, notaryKey } from '#modules/calls/notary.server'
import { listRecords } from '#modules/calls/records.server'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const checkpoint = await latestCheckpoint(ctx)
	return {
		page: serverOnly(event, {
			priorities: prioritiesIn(ctx.locale),
			records: await listRecords(ctx),
			checkpoint: checkpoint && { size: checkpoint.size, at: checkpoint.at },
			key: checkpoint && notaryKey()
		})
	}
}
