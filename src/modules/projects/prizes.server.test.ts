import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { agreementInput, buildSelected, buildStaff, stored, versionOf } from '#test/awards'
import { formOf } from '#test/forms'
import { as, ownHome, test } from '#test/support'
import { composeAgreement, type Composing } from './agreement-content.ts'
import { acceptAward, awardApplication, getAward, ownAwards } from './awards.server.ts'
import { confirmBankAccount, getBankAccounts, giveBankAccount } from './bank-accounts.server.ts'
import { closeAward, getClosure } from './closures.server.ts'
import { approvePayment, getInstalments, recordPayment, requestPayment } from './instalments.server.ts'
import { listOpenAwards } from './open-data/public-awards.server.ts'
import { acceptReport } from './report-review.server.ts'
import { fileReport, getReport, reportsOf, saveReport } from './reports.server.ts'

ownHome()

const label = { fr: 'Question', bg: 'Въпрос', en: 'Question' }
const contest = formOf({
	pages: [
		{
			key: 'project',
			title: label,
			fields: [
				{ key: 'title', kind: 'text', label, maxCharacters: 200 },
				{ key: 'starts', kind: 'date', label },
				{ key: 'ends', kind: 'date', label }
			]
		}
	]
})
const answers = { title: 'Чиста река', starts: '2027-02-01', ends: '2027-02-20' }
const nature = { fr: 'Un trophée et un voyage d’étude', bg: 'Статуетка и учебно пътуване' }

async function won(ctx: Ctx, cents: number) {
	const head = await buildStaff(ctx, 'head')
	const { application, lead } = await buildSelected(ctx, { kind: 'contest', definition: contest, answers, cents })
	const finance = await buildStaff(ctx, 'finance')
	const move = async (id: string) => ({ version: await versionOf(ctx, id) })
	return { head, finance, lead, application, move }
}
const letters = async (ctx: Ctx, id: string) =>
	(await ctx.db.selectFrom('mail').select('text').where('ref', '=', `award:${id}`).where('kind', '=', 'awards.awarded').execute())
		.map(({ text }) => text)
		.join('\n')

describe('a prize that is no money', () => {
	test('says what it is when it is made, to whom it is given and in the open data', async ({ ctx }) => {
		const { head, lead, application } = await won(ctx, 0)
		await expect(awardApplication(head, { application, expertDays: null })).rejects.toMatchObject({
			key: 'error.awards.nature',
			field: 'nature',
			status: 422
		})
		const id = await awardApplication(head, { application, expertDays: null, nature })
		expect(await getAward(head, id)).toMatchObject({ kind: 'prize', amountCents: 0, terms: { nature } })
		expect(await ownAwards(lead)).toMatchObject([{ id, nature }])
		expect(await stored(ctx, id)).toEqual([])
		const letter = await letters(ctx, id)
		expect(letter).toContain(nature.bg)
		expect(letter).not.toMatch(/€|EUR/)
		await acceptAward(lead, id)
		const { projectId } = await getAward(head, id)
		await ctx.db.updateTable('project').set({ public: true, status: 'running' }).where('id', '=', projectId!).execute()
		expect((await listOpenAwards(as(ctx, null), {}, null)).awards).toMatchObject([{ id, cents: 0, nature }])
	})

	test('owes no report and ends when its head says so', async ({ ctx }) => {
		const { head, lead, application, move } = await won(ctx, 0)
		const id = await awardApplication(head, { application, expertDays: null, nature })
		await acceptAward(lead, id)
		expect((await reportsOf(lead, id)).reports).toEqual([])
		expect(await getClosure(head, id)).toMatchObject({ settled: true, can: { close: true } })
		await closeAward(head, id, await move(id))
		expect((await getAward(lead, id)).status).toBe('closed')
	})
})

describe('a prize in money', () => {
	test('is paid after implementation and report, and closed then', async ({ ctx }) => {
		const { head, finance, lead, application, move } = await won(ctx, 200_000)
		const id = await awardApplication(head, { application, expertDays: null, nature: {} })
		expect((await getAward(head, id)).terms.nature).toBeUndefined()
		expect(await letters(ctx, id)).toMatch(/2\s?000/)
		const [prize] = await stored(ctx, id)
		expect(prize).toMatchObject({ kind: 'prize', amountCents: 200_000, condition: 'final-report' })
		await acceptAward(lead, id)
		// Sixty days after the end that was filed.
		const [report] = (await reportsOf(lead, id)).reports
		expect(report).toMatchObject({ kind: 'final', dueOn: '2027-04-21', status: 'due' })
		await giveBankAccount(lead, id, { iban: 'BG80 BNBG 9661 1020 3456 78', holder: 'Община Мостово' })
		const [account] = (await getBankAccounts(finance, id)).accounts
		await confirmBankAccount(finance, { account: account!.id, channel: 'telephone' })
		const asking = { instalment: prize!.id, version: 1 }
		await expect(requestPayment(lead, asking)).rejects.toMatchObject({ key: 'error.awards.condition' })
		await expect(closeAward(head, id, await move(id))).rejects.toMatchObject({ key: 'error.closure.reports' })

		const posted = {
			...{ done: 'Шест срещи на реката.', places: 'Русе, пролетта на 2027 г.', objectives: 'met' },
			...{ results: 'Общ наръчник.', reached: '120', true: 'bg' }
		}
		await saveReport(lead, report!.id, { version: 0, posted })
		expect((await getReport(lead, report!.id)).vouchers).toBe(false)
		await fileReport(lead, report!.id, { version: 1 })
		await acceptReport(head, report!.id, { version: 2, lines: [] })
		expect((await getAward(head, id)).status).toBe('completed')
		await expect(closeAward(head, id, await move(id))).rejects.toMatchObject({ key: 'error.closure.instalments' })

		expect((await getInstalments(lead, id)).instalments[0]!.can.request).toBe(true)
		await requestPayment(lead, asking)
		await approvePayment(finance, { ...asking, version: 2 })
		await recordPayment(finance, { ...asking, version: 3, reference: 'PRIX 1', paidOn: '2027-03-01' })
		await closeAward(head, id, await move(id))
		expect((await getAward(lead, id)).status).toBe('closed')
	})
})

describe('the agreement on a prize', () => {
	const composed = (award: Pick<Composing['award'], 'amountCents' | 'nature'>) =>
		composeAgreement({
			...{ reference: '2027-AGR-00001', amendment: 0, reason: null, plan: [], instalments: [], input: agreementInput },
			award: { ...award, reference: '2027-AWA-00001', kind: 'prize', expertDays: null, title: { fr: 'Rivière propre' } },
			holder: { name: { bg: 'Община Мостово' }, latin: null }
		})
			.articles.map(({ heading, text }) => `${heading.fr}: ${text.fr} ${text.bg}`)
			.join('\n')

	test('says what it is, and of money only where money is given', () => {
		const thing = composed({ amountCents: 0, nature })
		expect(thing).toContain(nature.fr)
		expect(thing).toContain(nature.bg)
		expect(thing).not.toMatch(/€|Versements|Compte rendu|plan de financement/)
		const sum = composed({ amountCents: 200_000 })
		expect(sum).toMatch(/Le prix s’élève à 2\s000,00\s€\./)
		expect(sum).toMatch(/une fois ce rapport accepté/)
		expect(sum).not.toMatch(/plan de financement|Nature du prix/)
		// A date at the end of a sentence brings its own stop.
		expect(sum).toMatch(/\d{4}\sг\. /)
		expect(sum).not.toContain('г..')
	})
})
