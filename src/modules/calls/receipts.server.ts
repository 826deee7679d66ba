import { deadlineParts } from '#platform/calendar'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { renderPdf, type DocumentPart } from '#platform/documents.server'
import { removeFile, storeContents } from '#platform/files.server'
import { pickText, translate, type Locale, type Localized, type MessageKey, type MessageParams } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { programme } from '#programme/programme'
import { writeToAllAuthors } from './application-mails.server.ts'
import { findApplication, refOfApplication, type Application } from './application-rows.server.ts'
import { applicantOf } from './applications.server.ts'
import type { FiledFile } from './filing.server.ts'

/** An instant in both zones of the programme, to the second: « 1 juin 2027, 11:59:58 (Sofia), 10:59:58 (Paris) ». */
export function instantWords(at: Date, locale: Locale): string {
	const { timeZone, secondTimeZone } = programme
	const { date, secondDate } = deadlineParts(at, { locale, timeZone, secondTimeZone })
	const clock = (zone: string) => new Intl.DateTimeFormat('sv', { timeZone: zone, timeStyle: 'medium' }).format(at)
	return translate(locale, 'applications.instant', {
		date,
		time: clock(timeZone),
		second: secondDate ? `${secondDate}, ${clock(secondTimeZone)}` : clock(secondTimeZone)
	})
}

type Filing = { number: number; digest: string; salt: string; filedAt: Date; late: boolean; files: FiledFile[] }

async function receiptOf(ctx: Ctx, application: Application, filing: Filing): Promise<Buffer> {
	const { locale } = application
	const say = (key: MessageKey, params?: MessageParams): Localized => ({ [locale]: translate(locale, key, params) })
	const applicant = await applicantOf(ctx, application)
	const name = typeof applicant.name === 'string' ? applicant.name : pickText(applicant.name, locale)
	const lot = application.lotId
		? await ctx.db.selectFrom('lot').select('title').where('id', '=', application.lotId).executeTakeFirst()
		: undefined
	const rows = [
		{
			label: say('applications.receipt.call'),
			value: `${pickText(application.call.title, locale)} (${application.call.reference})`
		},
		...(lot ? [{ label: say('applications.receipt.lot'), value: pickText(lot.title as Localized, locale) }] : []),
		{ label: say('applications.receipt.applicant'), value: name },
		{ label: say('applications.receipt.title'), value: application.title || '–' },
		...(application.requestedCents === null
			? []
			: [{ label: say('applications.receipt.requested'), value: formatMoney(money(application.requestedCents), locale) }]),
		{ label: say('applications.receipt.reference'), value: application.reference },
		{ label: say('applications.receipt.number'), value: String(filing.number) },
		{ label: say('applications.receipt.instant'), value: instantWords(filing.filedAt, locale) },
		{ label: say('applications.receipt.digest'), value: filing.digest },
		{ label: say('applications.receipt.salt'), value: filing.salt }
	]
	const files: DocumentPart[] = [
		{ kind: 'heading', text: say('applications.receipt.files') },
		{
			kind: 'table',
			columns: [{ label: say('applications.receipt.file') }, { label: say('applications.receipt.file_digest') }],
			// A line of a table breaks at spaces only.
			rows: filing.files.map((file) => [file.name, file.digest.replace(/(.{16})(?=.)/g, '$1 ')])
		}
	]
	const said = (key: MessageKey): DocumentPart => ({ kind: 'paragraphs', text: { [locale]: [translate(locale, key)] } })
	const parts: DocumentPart[] = [
		said(filing.late ? 'applications.receipt.late' : 'applications.receipt.text'),
		{ kind: 'facts', rows },
		...(filing.files.length ? files : []),
		said('applications.receipt.verify')
	]
	return renderPdf('letter', {
		languages: [locale],
		title: say('applications.receipt.heading'),
		house: programme.name,
		date: filing.filedAt,
		reference: `${application.reference}/${filing.number}`,
		place: {},
		recipient: { name, lines: [] },
		parts,
		signatures: []
	})
}

/**
 * Makes the receipt of a filing and writes to its authors; done again it does nothing, so that there is one of each however
 * often the queue tries.
 */
export async function makeReceipt(ctx: Ctx, filingId: string): Promise<void> {
	const filing = await ctx.db.selectFrom('filing').selectAll().where('id', '=', filingId).executeTakeFirst()
	const application = filing && (await findApplication(ctx, filing.applicationId))
	if (!application || filing.receiptId) return
	const pdf = await receiptOf(ctx, application, { ...filing, files: filing.files as FiledFile[] })
	const file = await storeContents(ctx, pdf, {
		name: `${application.reference}-${filing.number}.pdf`,
		type: 'pdf',
		owner: { kind: 'application', id: application.id }
	})
	const kept = await transact(ctx, async (ctx) => {
		const row = await ctx.db
			.updateTable('filing')
			.set({ receiptId: file.id })
			.where('id', '=', filingId)
			.where('receiptId', 'is', null)
			.returning('id')
			.executeTakeFirst()
		if (!row) return false
		await audit(ctx, 'application.receipt-made', refOfApplication(application.id), { number: filing.number, file: file.id })
		await writeToAllAuthors(ctx, application, {
			kind: 'receipt',
			subject: 'applications.mail.receipt.subject',
			body: (locale) => [
				{ text: 'applications.mail.receipt.text', params: { instant: instantWords(filing.filedAt, locale) } },
				{ facts: [['applications.receipt.digest', filing.digest]] }
			],
			attachment: file.id
		})
		return true
	})
	if (!kept) await removeFile(ctx, file.id)
}
