import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { FormDefinition } from '#engines/forms/definition'
import { decidedProject } from '#modules/calls/decided.server'
import type { Ctx } from '#platform/ctx'
import { buildSelected, buildStaff } from '#test/awards'
import { formOf } from '#test/forms'
import { NOW, ownHome, test } from '#test/support'
import { awardApplication, getAward } from './awards.server.ts'
import { suggestExperts } from './expert-suggestions.server.ts'
import { getProject } from './projects.server.ts'

ownHome()

const label = { fr: 'Question', bg: 'Въпрос', en: 'Question' }
const field = (key: string, kind: string, more: object = {}) => ({ key, kind, label, ...more })
const text = (key: string, more: object = {}) =>
	field(key, 'text', { maxCharacters: 5000, ...(key !== 'title' && { lines: 'several' }), ...more })
const pageOf = (...fields: object[]): FormDefinition => formOf({ pages: [{ key: 'project', title: label, fields }] })

const whole = pageOf(
	text('title'),
	text('applicant', { identifying: true }),
	field('born', 'date', { identifying: true }),
	field('home', 'territory', { identifying: true }),
	field('themes', 'theme', { many: true }),
	field('place', 'territory'),
	field('second', 'choice', { options: [{ value: 'yes', label }] }),
	field('elsewhere', 'territory', { showWhen: { field: 'second', equals: 'yes' } }),
	text('need'),
	text('summary'),
	field('starts', 'date'),
	field('ends', 'date'),
	field('mail', 'email')
)
const posted = {
	title: 'По-малко течове',
	applicant: 'Г-жа Образцова води проекта от години.',
	born: '1980-01-01',
	home: 'SOF46',
	themes: ['water', 'waste'],
	place: 'RSE27',
	need: 'Половината вода се губи.',
	summary: 'Обхождаме мрежата с френски експерт.',
	starts: '2027-05-01',
	ends: '2027-09-30',
	mail: 'obraztsova@example.org'
}

/** Technical support, asked for with these answers under this form. */
const selected = async (ctx: Ctx, { definition = whole, answers = posted as Record<string, string | string[]> } = {}) =>
	(await buildSelected(ctx, { kind: 'support', definition, answers, call: { themes: ['justice'], priorities: ['inclusion'] } }))
		.application

async function expert(ctx: Ctx, name: string, themes: string[]) {
	const id = uuidv7()
	await ctx.db
		.insertInto('person')
		.values({
			...{ id, name, sortKey: name, country: 'FR', themes, languages: ['fr'], isExpert: true, consentedOn: '2027-01-01' },
			...{ visibility: '{}', status: 'listed', createdAt: NOW, updatedAt: NOW }
		})
		.execute()
	return id
}

describe('the project an award begins', () => {
	test('is the one that was filed, and finds its experts', async ({ ctx }) => {
		const head = await buildStaff(ctx, 'head')
		const application = await selected(ctx)
		const known = await expert(ctx, 'Alix Modèle', ['water', 'waste'])
		await expert(ctx, 'Yves Modèle', ['justice'])

		const id = await awardApplication(head, { application, expertDays: '5' })

		const { projectId } = await getAward(head, id)
		expect(await getProject(head, projectId!)).toMatchObject({
			title: { bg: posted.title },
			summary: { bg: posted.summary },
			objectives: {},
			themes: ['water', 'waste'],
			priorities: ['sustainable-development', 'inclusion'],
			territories: ['RSE27'],
			startsOn: '2027-05-01',
			endsOn: '2027-09-30',
			public: false
		})
		expect((await suggestExperts(head, id)).map(({ id, common }) => [id, common])).toEqual([[known, ['water', 'waste']]])
	})

	test('has the themes of its call where the form asked for none, and no words that say who asks', async ({ ctx }) => {
		const head = await buildStaff(ctx, 'head')
		const definition = pageOf(text('title'), text('applicant', { identifying: true }), field('starts', 'date'))
		const answers = { title: posted.title, applicant: posted.applicant, starts: posted.starts }
		const id = await awardApplication(head, { application: await selected(ctx, { definition, answers }), expertDays: '5' })
		expect(await getProject(head, (await getAward(head, id)).projectId!)).toMatchObject({
			summary: {},
			objectives: {},
			themes: ['justice'],
			territories: [],
			startsOn: null,
			endsOn: null
		})
	})

	test('keeps a long text whole where no summary can hold it, and no end before its beginning', async ({ ctx }) => {
		const head = await buildStaff(ctx, 'head')
		const need = 'Вода. '.repeat(200).trim()
		const answers = { title: posted.title, need, starts: '2027-09-30', ends: '2027-05-01' }
		const application = await selected(ctx, { answers })
		expect(await decidedProject(head, application)).toMatchObject({ text: { bg: need }, startsOn: null, endsOn: null })
		const other = await selected(ctx, {
			definition: pageOf(text('title'), text('need'), text('more'), field('themes', 'theme')),
			answers: { title: posted.title, need, more: 'Друго.', themes: 'water' }
		})
		const id = await awardApplication(head, { application: other, expertDays: '5' })
		expect(await getProject(head, (await getAward(head, id)).projectId!)).toMatchObject({
			summary: {},
			objectives: { bg: need },
			themes: ['water']
		})
	})

	test('is the office’s to read', async ({ ctx }) => {
		const application = await selected(ctx)
		await expect(decidedProject(ctx, application)).rejects.toMatchObject({ status: 404 })
	})
})
