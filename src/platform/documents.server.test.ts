import { describe, expect, test } from 'vitest'
import { readPdf } from '#test/pdf'
import { renderPdf, type Letter } from './documents.server.ts'

const letter = (over: Partial<Letter> = {}): Letter => ({
	languages: ['fr', 'bg'],
	title: { fr: 'Attribution d’une subvention', bg: 'Предоставяне на безвъзмездна помощ' },
	house: { fr: 'Passerelle', bg: 'Пасарелка' },
	date: new Date('2027-03-01T22:30:00Z'),
	reference: '2027-CIT-0042',
	place: { fr: 'Sofia', bg: 'София' },
	recipient: { name: 'Мария Иванова', lines: ['Община Търговище'], lang: 'bg' },
	parts: [
		{
			kind: 'paragraphs',
			text: { fr: ['Madame,', 'Votre projet est retenu.'], bg: ['Уважаема госпожо,', 'Вашият проект е одобрен.'] }
		},
		{ kind: 'heading', text: { fr: 'Montant', bg: 'Размер' } },
		{
			kind: 'facts',
			rows: [{ label: { fr: 'Bénéficiaire', bg: 'Бенефициент' }, value: 'Сдружение „Ръка за ръка“', lang: 'bg' }]
		},
		{
			kind: 'table',
			columns: [{ label: { fr: 'Ligne', bg: 'Ред' } }, { label: { fr: 'Montant', bg: 'Сума' }, align: 'right' }],
			rows: [
				['Formation', '12 000,00 €'],
				['Déplacements', '1 200,00 €']
			]
		}
	],
	signatures: [{ name: 'Camille Durand', role: { fr: 'La directrice', bg: 'Директор' } }],
	...over
})
const said = (runs: { lang: string | null; text: string }[], lang: string | null) =>
	runs
		.filter((run) => run.lang === lang)
		.map(({ text }) => text)
		.join(' ')

describe('a document', () => {
	test('is a tagged PDF/UA-1 with its languages, title and structure', async () => {
		const pdf = await renderPdf('letter', letter())

		expect(pdf.subarray(0, 8).toString()).toBe('%PDF-1.7')
		const { catalog, structure, xmp, pages } = readPdf(pdf)
		expect(catalog).toEqual({ lang: 'fr', marked: true, tagged: true, showsTitle: true })
		expect(xmp).toMatch(/<pdfuaid:part>1<\/pdfuaid:part>/)
		expect(xmp).toContain('Attribution d’une subvention · Предоставяне на безвъзмездна помощ')
		expect(structure).toMatchObject({ Document: 1, H1: 1, H2: 1, Table: 1, TH: 2, TD: 4, L: 1, LI: 1 })
		expect(pages).toBe(1)
	})

	test('says everything in each language, and which is which', async () => {
		const { runs } = readPdf(await renderPdf('letter', letter()))

		const bulgarian = said(runs, 'bg')
		const french = said(runs, null)
		for (const words of [
			'Мария Иванова',
			'Община Търговище',
			'Вашият проект е одобрен.',
			'Размер',
			'Сдружение „Ръка за ръка“',
			'Директор',
			'София, 2 март 2027'
		])
			expect(bulgarian).toContain(words)
		for (const words of ['Votre projet est retenu.', 'Montant', 'La directrice', 'Sofia, le 2 mars 2027', '12 000,00 €'])
			expect(french).toContain(words)
		expect(french).not.toMatch(/[А-я]/)
	})

	test.for([
		['one language', ['bg'], 'bg'],
		['three languages', ['en', 'fr', 'bg'], 'en']
	] as const)('may have %s', async ([, languages, first]) => {
		const { catalog, runs } = readPdf(
			await renderPdf(
				'letter',
				letter({
					languages: [...languages] as unknown as Letter['languages'],
					title: { en: 'Grant', bg: 'Помощ', fr: 'Subvention' },
					house: { en: 'Passerelle', fr: 'Passerelle', bg: 'Пасарелка' }
				})
			)
		)

		expect(catalog.lang).toBe(first)
		expect(runs.map(({ text }) => text).join(' ')).toContain('Помощ')
	})

	test('shows what people wrote, whatever it looks like to the compiler', async () => {
		const nasty = '#panic("x") $a^2$ *b* _c_ <d> @e `f` // g /* h */ \\ [i] "j" #import "/etc/passwd"'
		const { runs } = readPdf(
			await renderPdf('letter', letter({ parts: [{ kind: 'paragraphs', text: { fr: [nasty] } }], reference: nasty }))
		)

		expect(runs.map(({ text }) => text).join('')).toContain('#panic("x") $a^2$ *b* _c_ <d> @e `f` // g /* h */')
	})

	test('prints a mark for what its font cannot say, and keeps the rest', async () => {
		const name = 'Мария \u{1F309} 你好 العربية \u0000\u202Eab\ud800c \u{1F468}\u200D\u{1F469}\u200D\u{1F467} é́'
		const { runs } = readPdf(await renderPdf('letter', letter({ recipient: { name, lines: ['Търговище'] } })))

		const text = runs.map((run) => run.text).join(' ')
		expect(text).toContain('Мария')
		expect(text).toContain('Търговище')
		expect(text).toMatch(/Мария □ □+ .*ab.?c/)
		expect(text).not.toMatch(/[你\u{1F309}\u202E]/u)
	})

	test('is the same to the byte for the same data, and says no other date than its own', async () => {
		const [first, second] = [await renderPdf('letter', letter()), await renderPdf('letter', letter())]

		expect(first.equals(second)).toBe(true)
		expect(readPdf(first).xmp).toContain('2027-03-02')
		expect(readPdf(first).xmp).not.toContain(String(new Date().getUTCFullYear()))
	})

	test('runs over several pages, tables with their headings', async () => {
		const rows = Array.from({ length: 120 }, (_, i) => [`Ligne ${i}`, '1,00 €'])
		const { pages, structure } = readPdf(
			await renderPdf(
				'letter',
				letter({ parts: [{ kind: 'table', columns: [{ label: { fr: 'Ligne' } }, { label: { fr: 'Montant' } }], rows }] })
			)
		)

		expect(pages).toBeGreaterThan(2)
		expect(structure).toMatchObject({ TD: 240, TH: 2 })
	})

	test('takes a few milliseconds once the compiler is warm', async () => {
		const times: number[] = []
		for (let i = 0; i < 10; i++) {
			const start = performance.now()
			const pdf = await renderPdf('letter', letter({ reference: String(i) }))
			times.push(performance.now() - start)
			expect(pdf.length).toBeGreaterThan(10_000)
		}
		process.stdout.write(`a letter: ${times.sort((a, b) => a - b)[5]!.toFixed(1)} ms (median of 10)\n`)
	})
})
