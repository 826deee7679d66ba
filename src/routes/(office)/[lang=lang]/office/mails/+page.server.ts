import { z } from 'zod'
import { maySeeAddresses } from '#modules/steering/policy'
import { parseQuery } from '#platform/http.server'
import { listMails, mailStatuses } from '#platform/mail.server'
import { authorize } from '#platform/errors'
import { maySeeMachinery } from '#platform/rights'
import { shortenedAddress } from '../../../../mail-page.ts'
import type { PageServerLoad } from './$types'

const query = z.object({
	status: z.enum(mailStatuses, 'error.office.filter'),
	to: z.string().max(254, 'error.too_long'),
	kind: z.string().max(80, 'error.too_long'),
	after: z.uuid('error.office.filter')
})

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	// On a demonstration everybody may read the outbox, on its own page; the office's is for those who run it.
	authorize(maySeeMachinery(ctx.actor))
	const addresses = maySeeAddresses(ctx.actor)
	const { data, values, errors } = parseQuery(url, query)
	const { after, to, ...filters } = data
	const { mails, next } = await listMails(ctx, {
		...filters,
		// A filter by an address that is not shown would tell it.
		...(to !== undefined && addresses && { to }),
		...(after && { cursor: after }),
		limit: 25
	})
	return {
		mails: addresses ? mails : mails.map((mail) => ({ ...mail, toAddress: shortenedAddress(mail.toAddress) })),
		next,
		filters: { values, errors },
		statuses: mailStatuses,
		can: { seeAddresses: addresses }
	}
}
