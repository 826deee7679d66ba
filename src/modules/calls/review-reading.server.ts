import { buffer } from 'node:stream/consumers'
import { accountsById } from '#modules/identity/accounts.server'
import { addressesOf } from '#modules/network/affiliations.server'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import { filesOf, own, type Answers } from '#engines/forms/values'
import type { Ctx } from '#platform/ctx'
import { notFound, RuleBroken } from '#platform/errors'
import { openFile } from '#platform/files.server'
import type { Localized } from '#platform/i18n'
import { applicantOf } from './applications.server.ts'
import { definitionOf } from './application-rows.server.ts'
import { cleaned, MOST_CLEANED } from './blind-files.server.ts'
import { blinded, wordsToHide } from './blindness.ts'
import type { Call } from './call-rows.server.ts'
import { ownReview } from './own-review.server.ts'

type Readable = {
	definition: FormDefinition
	answers: Answers
	/** Null in a blind call. */
	applicant: { name: Localized | string; latin: string | null } | null
	files: { id: string; name: string; type: string }[]
	/** Files that cannot be shown without saying whose they are. */
	withheld: number
}

async function filed(ctx: Ctx, applicationId: string) {
	const row = await ctx.db
		.selectFrom('application')
		.innerJoin('filing', 'filing.id', 'application.filingId')
		.select(['application.organisationId', 'application.accountId', 'application.formVersionId', 'filing.answers'])
		.where('application.id', '=', applicationId)
		.executeTakeFirst()
	if (!row) return notFound()
	return { ...row, answers: row.answers as Answers, definition: await definitionOf(ctx, row.formVersionId) }
}

/** Every name an application could give itself away by. */
async function namesOf(ctx: Ctx, applicationId: string, organisationId: string | null, accountId: string | null) {
	const organisation = organisationId ? (await addressesOf(ctx, [organisationId])).get(organisationId) : undefined
	const authors = await ctx.db
		.selectFrom('applicationAuthor')
		.select('accountId')
		.where('applicationId', '=', applicationId)
		.execute()
	const people = await accountsById(ctx, [...authors.map((author) => author.accountId), ...(accountId ? [accountId] : [])])
	return wordsToHide(
		organisation
			? [
					...Object.values(organisation.name as Localized),
					...(organisation.latin ? [organisation.latin] : []),
					...organisation.acronyms,
					...organisation.otherNames
				]
			: [],
		[...people.values()].flatMap(({ name, latinName }) => [name, latinName ?? ''])
	)
}

/** What an evaluator reads of a filed application. Asks no permission: part of reading one's own review. */
export async function readable(ctx: Ctx, call: Call, applicationId: string): Promise<Readable> {
	const { organisationId, accountId, definition, answers } = await filed(ctx, applicationId)
	if (!call.blind) {
		const files = allFields(definition).flatMap((field) => (field.kind === 'file' ? filesOf(own(answers, field.key)) : []))
		const { name, latin } = await applicantOf(ctx, { organisationId, accountId })
		return { definition, answers, applicant: { name, latin }, files, withheld: 0 }
	}
	const shown = blinded(definition, answers, await namesOf(ctx, applicationId, organisationId, accountId))
	return {
		definition: shown.definition,
		answers: shown.answers,
		applicant: null,
		files: shown.files.filter((file) => file.shown),
		withheld: shown.files.filter((file) => !file.shown).length
	}
}

/**
 * A file of the application under review, for its evaluator: in a blind call under a number and without its properties. 404
 * for a file that is not in the filing; RuleBroken `error.evaluation.file` when it cannot be cleaned.
 */
export async function reviewFile(ctx: Ctx, reviewId: string, fileId: string) {
	const { call, applicationId } = await ownReview(ctx, reviewId)
	if (!['evaluation', 'panel'].includes(call.status)) return notFound()
	const file = (await readable(ctx, call, applicationId)).files.find(({ id }) => id === fileId)
	const row = await ctx.db
		.selectFrom('applicationFile')
		.select('fileId')
		.where('id', '=', fileId)
		.where('applicationId', '=', applicationId)
		.executeTakeFirst()
	if (!file || !row) return notFound()
	const { file: stored, stream } = await openFile(ctx, row.fileId)
	if (!call.blind) return { name: file.name, type: stored.type, body: stream }
	if (stored.bytes > MOST_CLEANED) {
		stream.destroy()
		throw new RuleBroken('error.evaluation.file', null, { name: file.name })
	}
	const contents = await cleaned(stored.type, await buffer(stream))
	if (!contents) throw new RuleBroken('error.evaluation.file', null, { name: file.name })
	return { name: file.name, type: stored.type, body: contents }
}
