import { cofinancing, contest, formOf, scholarship, studyVisit } from '#test/forms'
import { nasty } from '#test/nasty'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAnswers, type Posted } from './answers.ts'
import { applyCommand } from './commands.ts'
import { readNumber } from './numbers.ts'
import { problemsOf, progressOf } from './problems.ts'
import { totalsOf, visibleFields } from './sheet.ts'
import { tidyLine, tidyText } from './tidy.ts'
import { fieldsShown } from './words.ts'

const context = { locale: 'fr', today: '2027-01-10' } as const
const read = (posted: Posted, before = {}) => readAnswers(cofinancing, posted, context, before)
const wrong = (posted: Posted, purpose: 'draft' | 'filing' = 'draft') =>
	Object.fromEntries(
		problemsOf(cofinancing, read(posted).answers, { for: purpose, context }).map(({ field, key }) => [field, key])
	)

describe('reading', () => {
	test('each kind', () => {
		expect(
			read({
				name: '  Équipe\u00a0 \u202everte ',
				country: ['', 'bg'],
				email: 'a@example.org',
				website: 'example.org',
				'title.fr': 'Un pont',
				'title.bg': '',
				summary: 'Un\r\ndeux \r\n',
				begins: '1.3.2027',
				people: '1 200',
				'partners.0.name': 'A',
				'partners.0.days': '2,5',
				'partners.0.daily': '1\u202f234,56 €',
				'partners.4.name': 'B',
				honour: ['', 'fr']
			}).answers
		).toEqual({
			name: 'Équipe verte',
			country: { chosen: ['bg'], other: '' },
			email: 'a@example.org',
			website: 'https://example.org',
			title: { fr: 'Un pont' },
			summary: 'Un\ndeux',
			begins: '2027-03-01',
			people: 1200,
			partners: [{ name: 'A', days: 2.5, daily: 123_456 }, { name: 'B' }],
			honour: { lang: 'fr', text: 'Je déclare sur l’honneur que les informations de ce dossier sont exactes.' }
		})
	})

	test('what is not on the page stays, what is emptied goes', () => {
		const before = read({ name: 'A', email: 'a@example.org', country: ['', 'bg'], eik: '831661388' }).answers
		expect(read({ name: 'B', email: '', country: '' }, before).answers).toEqual({ name: 'B', eik: '831661388' })
		expect(before.name).toBe('A')
	})

	test('files never come from a post', () => {
		const before = { statutes: [{ id: '1', name: 'a.pdf', bytes: 1, type: 'pdf' }] }
		expect(read({ statutes: 'stolen', 'statutes.0.id': 'stolen' }, before).answers).toEqual(before)
	})

	test('what cannot be read is kept as it was typed, with its reason', () => {
		const posted = { people: 'beaucoup', begins: '30.2.2027', email: 'a@', 'partners.0.daily': '12 лв.' }
		expect(read(posted).answers).toMatchObject({ people: { unread: 'beaucoup' }, begins: { unread: '30.2.2027' } })
		expect(wrong(posted)).toEqual({
			people: 'error.forms.number',
			begins: 'error.date',
			email: 'error.email',
			'partners.0.daily': 'error.forms.leva'
		})
		expect(read(posted).answers.partners).toEqual([
			{ daily: { unread: '12 лв.', why: 'error.forms.leva', params: { euros: { cents: 614, currency: 'EUR' } } } }
		])
	})

	test.each([
		['1 234,56', 'fr', 123_456],
		['1,234.56', 'en', 123_456],
		['1\u00a0234', 'bg', 123_400],
		['1\u202f234,5', 'fr', 123_450],
		['€ 1.234', 'bg', 123_400]
	] as const)('%s in %s', (text, locale, cents) => {
		const { answers } = readAnswers(cofinancing, { 'budget.sources.0.amount': text }, { locale })
		expect(answers.budget).toEqual({ lines: [], sources: [{ amount: cents }] })
	})

	test('numbers that can be read in two ways are not guessed', () => {
		expect(readNumber('1,234', 0, 'en')).toBe(1234)
		expect(readNumber('1,234', 3, 'fr')).toBe(1.234)
		expect(readNumber('1.234', 3, 'fr')).toMatchObject({ why: 'error.forms.number_ambiguous' })
		expect(readNumber('1,5', 0, 'fr')).toMatchObject({ why: 'error.forms.decimals' })
		expect(readNumber('1e9', 0)).toMatchObject({ why: 'error.forms.number' })
		expect(readNumber('9'.repeat(16), 0)).toMatchObject({ why: 'error.forms.number_large' })
	})

	test('pasted text', () => {
		expect(tidyText('\uf0b7 l\u0092eau\u000bune\u00adligne\ufeff\u0007')).toBe('• l’eau\nuneligne')
		expect(tidyLine('Сoфия\u2028\u200b center')).toBe('София center')
		expect(tidyLine('IT-системи')).toBe('IT-системи')
	})
})

describe('nasty input', () => {
	test('a megabyte of text is cut and said', () => {
		const { answers, problems } = read({ summary: 'x'.repeat(1_000_000) })
		expect(String(answers.summary)).toHaveLength(2200)
		expect(problems).toMatchObject([{ field: 'summary', key: 'error.forms.cut' }])
		expect(wrong({ summary: 'x'.repeat(1_000_000), people: '9'.repeat(1_000_000) })).toEqual({
			summary: 'error.forms.too_long',
			people: 'error.forms.number'
		})
	})

	test('ten thousand rows are cut and said', () => {
		const rows = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`partners.${at}.name`, 'A']))
		const { answers, problems } = read(rows)
		expect(answers.partners).toHaveLength(7)
		expect(problems).toMatchObject([{ field: 'partners', key: 'error.forms.rows_cut', params: { given: 10_000 } }])
		expect(wrong(rows)).toEqual({ partners: 'error.forms.rows_max' })
	})

	test('names that are traps make no answer', () => {
		const posted: Posted = JSON.parse(
			`{"__proto__":"x","constructor":"x","constructor.prototype.admin":"x","partners.__proto__.name":"x","partners.0.__proto__":"x","partners.0.constructor":"x","${'a.'.repeat(5000)}":"x"}`
		)
		expect(read(posted).answers).toEqual({})
		expect(({} as Record<string, unknown>).admin).toBeUndefined()
	})

	test('any text in any field gets an answer that can be judged, shown, stored and read again', () => {
		const names = ['name', 'summary', 'people', 'begins', 'email', 'phone', 'website', 'place', 'eik', 'country', 'themes', 'honour', 'title.fr', 'partners.0.days', 'partners.1.daily', 'budget.lines.0.quantity', 'budget.lines.0.unitCost', 'budget.sources.0.amount', 'budget.sources.0.kind'] // prettier-ignore
		const texts = fc.oneof(
			fc.constantFrom(...nasty),
			fc.string({ unit: 'binary' }),
			fc.string({ unit: fc.constantFrom(...'0123456789., €-') })
		)
		fc.assert(
			fc.property(fc.dictionary(fc.constantFrom(...names), texts), (posted) => {
				const { answers } = read(posted)
				expect(JSON.parse(JSON.stringify(answers))).toEqual(answers)
				problemsOf(cofinancing, answers, { for: 'filing', context })
				totalsOf(cofinancing, answers)
				expect(read(posted, answers).answers).toEqual(answers)
			})
		)
	})

	test('stored answers of any shape do not throw', () => {
		fc.assert(
			fc.property(
				fc.dictionary(fc.constantFrom('name', 'people', 'partners', 'budget', 'country', 'honour', 'statutes'), fc.jsonValue()),
				(stored) => {
					const answers = stored as Parameters<typeof totalsOf>[1]
					expect(Array.isArray(problemsOf(cofinancing, answers, { for: 'filing', context }))).toBe(true)
					totalsOf(cofinancing, answers)
				}
			)
		)
	})
})

describe('conditions', () => {
	test('a hidden answer is kept and not counted', () => {
		const answers = read({ country: 'fr', eik: 'nonsense', siret: '20003452800014' }).answers
		expect(answers.eik).toBe('nonsense')
		expect(visibleFields(cofinancing, answers).has('eik')).toBe(false)
		expect(visibleFields(cofinancing, answers).has('siret')).toBe(true)
	})

	test('a page comes with its condition', () => {
		const of = (inhabitants: string) => progressOf(contest, readAnswers(contest, { inhabitants }).answers).map(({ page }) => page)
		expect(of('')).toEqual(['municipality'])
		expect(of('39999')).toEqual(['municipality', 'small'])
		expect(of('40000')).toEqual(['municipality'])
	})

	test('needed only when', () => {
		const of = (branch: string) =>
			problemsOf(scholarship, readAnswers(scholarship, { branch }).answers, { for: 'filing' }).map(({ field }) => field)
		expect(of('judge')).toContain('nomination')
		expect(of('lawyer')).not.toContain('nomination')
	})

	test('where an answer on the page makes another needed, the page says so', () => {
		const { neededWhen } = fieldsShown(scholarship, 'candidate', {}, 'en').find(({ field }) => field.key === 'nomination')!
		expect(neededWhen).toBe('the answer to “Profession” is “Official or Judge”')
	})

	test('without a script what could come up is on the page, its condition in words', () => {
		const shown = fieldsShown(cofinancing, 'organisation', {}, 'en').filter(({ when }) => when)
		expect(shown.map(({ field, asked, when }) => [field.key, asked, when])).toEqual([
			['eik', false, 'the answer to “Country” is “Bulgaria”'],
			['siret', false, 'the answer to “Country” is “France”']
		])
	})
})

describe('problems', () => {
	test('a draft hears of no missing answer, filing of each', () => {
		expect(wrong({})).toEqual({})
		expect(Object.keys(wrong({}, 'filing'))).toEqual(['name', 'country', 'email', 'title', 'summary', 'begins', 'ends', 'partners', 'statutes', 'budget', 'honour']) // prettier-ignore
	})

	test('dates counted from today and from each other', () => {
		expect(wrong({ begins: '2027-02-06' })).toEqual({ begins: 'error.forms.earliest' })
		expect(wrong({ begins: '2027-02-07', ends: '2027-02-07' })).toEqual({ ends: 'error.forms.earliest' })
		expect(wrong({ begins: '2027-02-07', ends: '2028-02-09' })).toEqual({ ends: 'error.forms.latest' })
		expect(wrong({ ends: '2027-01-01' })).toEqual({})
	})

	test('a declaration whose wording moved on is asked again', () => {
		const { answers } = readAnswers(scholarship, { honour: 'bg' })
		const other = structuredClone(scholarship)
		const field = other.pages[0]!.fields.at(-1)!
		if (field.kind === 'declaration') field.text.bg = 'Друго'
		const of = (form: typeof scholarship) =>
			problemsOf(form, answers, { for: 'filing' }).find(({ field }) => field === 'honour')?.key
		expect(of(scholarship)).toBeUndefined()
		expect(of(other)).toBe('error.forms.declaration_changed')
	})

	test('the warning of a cross-check is not an error', () => {
		const posted = { people: '1', 'budget.lines.0.unitCost': '1001' }
		const found = problemsOf(cofinancing, read(posted).answers, { for: 'filing', context }).filter(({ message }) => message)
		expect(found).toMatchObject([{ field: 'budget', severity: 'warning' }])
	})

	test('progress tells what is missing from what is wrong', () => {
		const of = (posted: Posted) => progressOf(studyVisit, readAnswers(studyVisit, posted).answers)[0]
		const people = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [[`people.${at}.name`, 'A'], [`people.${at}.post`, 'B']]).flat()) // prettier-ignore
		expect(of({ purpose: 'A' })).toEqual({ page: 'visit', state: 'to_do', problems: 0, filled: 1, asked: 2 })
		expect(of({ purpose: 'A', ...people(2) })?.state).toBe('to_do')
		expect(of({ purpose: 'A', ...people(3) })?.state).toBe('done')
		expect(of({ purpose: 'A', ...people(6) })?.state).toBe('problems')
	})
})

describe('figures', () => {
	test('columns, rows and shares, exactly', () => {
		const { answers } = read({
			'partners.0.days': '0,1',
			'partners.0.daily': '0,30',
			'partners.1.days': '2,5',
			'partners.1.daily': '1234,57'
		})
		expect(totalsOf(cofinancing, answers)).toMatchObject({ 'partners.days': 2.6, 'partners.cost': 308_646 })
	})

	test('calculations that build on each other without end come to nothing, at once', () => {
		const label = { fr: 'A' }
		const fields = Array.from({ length: 60 }, (_, at) => ({
			kind: 'calculated',
			key: `c${at}`,
			label,
			as: 'number',
			expression: { product: Array.from({ length: 10 }, () => (at ? { field: `c${at - 1}` } : { value: 999_999 })) }
		}))
		expect(totalsOf(formOf({ pages: [{ key: 'one', title: label, fields }] }), {})).toEqual({ c0: expect.any(Number) })
	})

	test('a circle that was never checked ends', () => {
		const label = { fr: 'A' }
		const calculated = (key: string, field: string) => ({ kind: 'calculated', key, label, as: 'number', expression: { field } })
		const form = formOf({ pages: [{ key: 'one', title: label, fields: [calculated('a', 'b'), calculated('b', 'a')] }] })
		expect(totalsOf(form, {})).toEqual({})
	})
})

describe('buttons', () => {
	test('a row more, a row less', () => {
		const add = applyCommand(studyVisit, {}, { _add: 'people' })
		expect(add).toEqual({ answers: { people: [{}, {}, {}, {}] }, focus: 'people.3.name' })
		const three = { people: [{ name: 'A' }, { name: 'B' }, { name: 'C' }] }
		expect(applyCommand(studyVisit, three, { _remove: 'people.1' }).answers).toEqual({ people: [{ name: 'A' }, { name: 'C' }] })
		expect(applyCommand(cofinancing, {}, { _add: 'budget.lines' })).toEqual({
			answers: { budget: { lines: [{}, {}], sources: [] } },
			focus: 'budget.lines.1.category'
		})
	})

	test.each([
		{},
		{ _add: 'nobody' },
		{ _add: '__proto__' },
		{ _remove: 'people.9' },
		{ _remove: 'people' },
		{ _remove: 'budget.x.0' }
	])('%j asks for nothing', (posted) => {
		const answers = { people: [{ name: 'A' }] }
		expect(applyCommand(studyVisit, answers, posted as Posted)).toEqual({ answers, focus: null })
	})
})
