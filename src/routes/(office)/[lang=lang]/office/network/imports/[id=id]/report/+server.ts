import { getImport, listImportRows } from '#modules/network/imports.server'
import type { ImportProblem } from '#modules/network/recognition'
import type { Ctx } from '#platform/ctx'
import { csvLine, csvResponse } from '#platform/csv'
import { pickText, translate, type MessageKey } from '#platform/i18n'
import type { RequestHandler } from './$types'

const PAGE = 500

/** Row by row: what became of it and why, with the cells as they came. */
export const GET: RequestHandler = async ({ locals: { ctx }, params }) => {
	const { headings } = await getImport(ctx, params.id)
	return csvResponse('import', lines(ctx, params.id, headings))
}

async function* lines(ctx: Ctx, id: string, headings: string[]) {
	const t = (key: MessageKey, values = {}) => translate(ctx.locale, key, values)
	yield csvLine([
		...[
			t('import.field.row'),
			t('import.row.outcome'),
			t('import.decision.all'),
			t('import.row.match'),
			t('import.row.problems')
		],
		...headings
	])
	const say = ({ field, message, params }: ImportProblem) =>
		`${field ? `${t(`import.field.${field}`)}: ` : ''}${t(message as MessageKey, params)}`
	for (let after = 0; ;) {
		const { rows, next } = await listImportRows(ctx, id, { after, limit: PAGE })
		for (const { rowNo, outcome, decision, match, problems, cells } of rows)
			yield csvLine([
				...[rowNo, outcome ? t(`import.outcome.${outcome}`) : '', decision ? t(`import.decided.${decision}`) : ''],
				...[match ? pickText(match.name, ctx.locale) : '', problems.map(say).join(' '), ...cells]
			])
		if (next === null) return
		after = next
	}
}
