import { filedDigests } from '#modules/calls/closing.server'
import { publicCall, publicForm } from '#modules/calls/calls.server'
import { callDescribed } from '../../../call-described.ts'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

const DAY = 86_400_000

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const call = await publicCall(ctx, event.params.id)
	const form = await publicForm(ctx, call.id)
	return {
		page: serverOnly(event, {
			call,
			daysLeft: Math.ceil((call.closesAt.getTime() - ctx.now.getTime()) / DAY),
			asked: (form?.definition.pages ?? []).map(({ key, title, fields }) => ({
				key,
				title,
				fields: fields.filter(({ kind }) => kind !== 'information').map(({ key, label }) => ({ key, label }))
			})),
			digests: await filedDigests(ctx, call.id),
			described: callDescribed(call, ctx.locale, event.url.origin)
		})
	}
}
