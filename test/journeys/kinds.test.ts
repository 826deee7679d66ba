import { expect, inject, test } from 'vitest'
import type { FormDefinition } from '#engines/forms/definition'
import { ownEntry } from '#modules/network/people.server'
import { standIn } from '#modules/network/standings.server'
import { connect } from '#platform/db.server'
import { translate, type Locale } from '#platform/i18n'
import { buildSignedIn, PASSWORD } from '#test/accounts'
import { LONG } from '#test/evaluation'
import { buildOrganisation } from '#test/network'
import { buildStaff } from '#test/selection'
import { contextOn } from '#test/support'
import { fileInBrowser, press } from './filling.ts'
import {
	admit,
	announce,
	beforeClosing,
	closePanel,
	decide,
	declare,
	draw,
	openFiles,
	openPanel,
	publishCall,
	reviewAll,
	seat,
	takeRecord,
	verify
} from './office.ts'
import { ngoProjects } from './ngo.ts'
import { signIn } from './people.ts'
import { overflow, rows, visit, type Visit } from './support.ts'

/** Corrects an answer with a script, which saves it by itself, and files again; the first filing stays. */
async function correct(applicant: Visit, home: string, definition: FormDefinition) {
	const { page } = applicant
	const at = definition.pages.find(({ fields }) => fields.some(({ kind }) => kind === 'text'))!
	const { key } = at.fields.find(({ kind }) => kind === 'text')!
	await applicant.open(`${home}/pages/${at.key}`)
	await page.locator('.autosave').waitFor({ state: 'attached' })
	await page.locator(`main [name="${key}"]`).fill('Поправен отговор.')
	await page.locator('.autosave[data-state=saved]').waitFor({ timeout: 60_000 })
	await applicant.open(`${home}/file`)
	await press(applicant, 'form:has(input[name=key]) button')
	expect(await rows('select number from filing where application_id = $1 order by number', [home.split('/').at(-1)])).toEqual([
		{ number: 1 },
		{ number: 2 }
	])
	expect(applicant.complaints()).toEqual([])
}

/** In which language, with a script or without, and how wide somebody reads. */
type Reader = { locale: Locale; javaScript: boolean; width: number }
type Kind = {
	template: string
	/** Who files: their language, and what their organisation is, if it is one that files. */
	locale: Locale
	organisation?: string
	/** What the draw is made from, and what it said, where the service does not draw a number itself. */
	source?: [named: string, said: string]
	officer: Reader
	evaluators: Reader[]
}
const kinds: Kind[] = [
	{
		template: 'professional-stay',
		locale: 'bg',
		officer: { locale: 'fr', javaScript: false, width: 1440 },
		evaluators: [
			{ locale: 'fr', javaScript: false, width: 1440 },
			{ locale: 'bg', javaScript: true, width: 375 },
			{ locale: 'en', javaScript: true, width: 1440 }
		]
	},
	{
		template: 'municipal-contest',
		locale: 'bg',
		organisation: 'local-authority',
		source: ['Loto du samedi suivant la clôture, les six numéros dans l’ordre croissant', '3 14 15 26 35 49'],
		officer: { locale: 'bg', javaScript: true, width: 1440 },
		evaluators: [
			{ locale: 'bg', javaScript: false, width: 375 },
			{ locale: 'fr', javaScript: true, width: 375 },
			{ locale: 'en', javaScript: false, width: 1440 }
		]
	},
	{
		template: 'study-visit-places',
		locale: 'fr',
		organisation: 'state-district',
		officer: { locale: 'en', javaScript: false, width: 1440 },
		evaluators: [
			{ locale: 'bg', javaScript: true, width: 1440 },
			{ locale: 'fr', javaScript: false, width: 375 }
		]
	},
	{
		template: 'technical-support',
		locale: 'en',
		organisation: 'agency',
		officer: { locale: 'bg', javaScript: false, width: 375 },
		evaluators: [
			{ locale: 'en', javaScript: false, width: 375 },
			{ locale: 'bg', javaScript: false, width: 1440 }
		]
	}
]

// All at once: each waits for its closing, and they wait together.
test.concurrent(
	'ngo-projects: eight applications and three evaluators, from the call to a record that the browser and the command accept',
	{ timeout: 600_000 },
	ngoProjects
)

test.concurrent.for(kinds)(
	'$template: from the call to a published result, the applicant without JavaScript, then with it',
	{ timeout: 600_000 },
	async ({ template, locale, organisation, source, officer, evaluators }, { onTestFinished }) => {
		const enter = (options: Parameters<typeof visit>[0]) => visit({ ...options, onTestFinished })
		const database = connect(inject('site').database)
		onTestFinished(() => database.close())
		const ctx = contextOn(database.db, { now: new Date() })
		const staff = await buildStaff(ctx, 'officer', 'Maxime Modèle', PASSWORD)
		const head = await buildStaff(ctx, 'head', 'Ирина Примерова', PASSWORD)
		const chair = await buildStaff(ctx, 'editor', 'Председател Комисиев')
		const secretary = await enter(officer)
		await signIn(secretary, officer.locale, staff.actor!.email, PASSWORD)
		const callId = await publishCall(secretary, {
			template,
			title: `Appel d’essai ${template}`,
			seconds: 60,
			locale: officer.locale,
			...(source && { source: source[0] })
		})
		const office = `/${officer.locale}/office/calls/${callId}`

		const applicant = await enter({ javaScript: false, locale, width: 375 })
		const { home, judges } = await beforeClosing(
			secretary,
			callId,
			async () => {
				const person = await buildSignedIn(ctx, { password: PASSWORD })
				if (organisation) {
					const organisationId = await buildOrganisation(ctx, { name: { bg: `Организация ${template}` }, kind: organisation })
					const personId = await ownEntry(person.ctx)
					await standIn(person.ctx, { personId, organisationId, role: 'lead', function: { bg: 'експерт' }, since: null })
				}
				await signIn(applicant, locale, person.email, PASSWORD)
				const { home, definition } = await fileInBrowser(applicant, locale, ctx, {
					callId,
					title: `Проект ${template}`,
					grantCents: 300_000
				})
				const scripted = await enter({ locale })
				await signIn(scripted, locale, person.email, PASSWORD)
				await correct(scripted, home, definition)
				await scripted.context.close()
				const judges: (Visit & Reader & { accountId: string })[] = []
				for (const [at, where] of evaluators.entries()) {
					const { actor } = await buildStaff(ctx, 'evaluator', `Судия Оценителев${at + 1}`, PASSWORD)
					const judge = await enter(where)
					await signIn(judge, where.locale, actor!.email, PASSWORD)
					judges.push({ ...judge, ...where, accountId: actor!.accountId })
				}
				return { home, judges }
			},
			officer.locale
		)
		await seat(
			secretary,
			office,
			judges.map(({ accountId }) => accountId)
		)

		await openFiles(secretary, office)
		for (const judge of judges) await declare(judge, judge.locale, callId)
		await admit(secretary, `${office}/applications/${home.split('/').at(-1)}`)
		await draw(secretary, office, source?.[1])
		for (const judge of judges) {
			const read = await reviewAll(judge, judge.locale, LONG, (_title, _criterion, offered) => offered.at(-1)!)
			expect(read.length).toBe(1)
			expect(judge.complaints()).toEqual([])
		}

		await openPanel(secretary, `${office}/panel`, chair.actor!.email, officer.locale)
		await closePanel(secretary, `${office}/panel`, officer.locale)
		const decider = await enter({ locale: 'bg', javaScript: false })
		await signIn(decider, 'bg', head.actor!.email, PASSWORD)
		await decide(decider, 'bg', callId)
		await announce(secretary, callId, 1, officer.locale)

		await applicant.open(home)
		expect(await applicant.page.locator('main').innerText()).toContain(translate(locale, 'applications.status.selected'))
		const reader = await enter({ javaScript: false, locale })
		await reader.open(`/${locale}/calls/${callId}/results`)
		expect(await reader.page.locator('tbody tr').count()).toBeGreaterThan(0)
		expect(await overflow(reader.page)).toBe(0)
		const { file, remove } = await takeRecord(reader, locale, callId)
		onTestFinished(remove)
		expect(await verify(file)).toMatchObject({ valid: true, failures: [] })
	}
)
