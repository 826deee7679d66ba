/** The bilingual PDF of an agreement once the compiler is warm, against a letter of one paragraph on the same template engine. */
import { composeAgreement } from '../src/modules/projects/agreement-content.ts'
import { renderAgreement } from '../src/modules/projects/agreement-paper.server.ts'
import { renderPdf } from '../src/platform/documents.server.ts'
import { compare } from './harness.ts'

const madeAt = new Date('2027-03-01T12:00:00Z')
const agreement = (number: number) =>
	composeAgreement({
		reference: `2027-AGR-${number}`,
		amendment: 0,
		reason: null,
		award: { reference: '2027-AWA-00001', kind: 'grant', amountCents: 2_400_000, expertDays: null, title: { fr: 'Deux rives' } },
		holder: { name: { bg: 'Сдружение „Два бряга“' }, latin: 'Sdruzhenie „Dva bryaga“' },
		input: {
			startsOn: '2027-04-01',
			endsOn: '2027-12-31',
			serviceSigner: 'Hélène Maquette',
			serviceFunction: 'cheffe de service',
			holderSigner: 'Елица Примерова',
			holderFunction: 'председател',
			special: {}
		},
		plan: [
			...Array.from({ length: 20 }, (_, at) => ({
				side: 'expense' as const,
				category: 'travel',
				label: `Déplacement ${at + 1}`,
				cents: 150_000
			})),
			{ side: 'source', category: 'grant', label: '', cents: 2_400_000 },
			{ side: 'source', category: 'own_cash', label: '', cents: 600_000 }
		],
		instalments: [
			{ number: 1, kind: 'advance', cents: 1_920_000, condition: 'signature', dueOn: null },
			{ number: 2, kind: 'balance', cents: 480_000, condition: 'final-report', dueOn: '2028-02-29' }
		]
	})

export async function run() {
	let number = 0
	const milliseconds = (work: () => Promise<unknown>) => async () => {
		const started = performance.now()
		await work()
		return performance.now() - started
	}
	await renderAgreement(agreement(number++), madeAt)
	await compare({
		name: 'agreement PDF, warm',
		referenceIs: 'a letter of one paragraph by the same compiler',
		oursIs: 'twelve articles in two languages, plan of 22 lines, instalments, digest',
		reference: milliseconds(() =>
			renderPdf('agreement', {
				languages: ['fr'],
				title: { fr: 'Lettre' },
				house: { fr: 'Passerelle' },
				date: madeAt,
				reference: String(number++),
				place: { fr: 'Sofia' },
				parts: [{ kind: 'paragraphs', text: { fr: ['Un paragraphe.'] } }],
				signatures: []
			})
		),
		ours: milliseconds(() => renderAgreement(agreement(number++), madeAt)),
		rounds: 5,
		unit: 'ms',
		higherIsBetter: false,
		limit: 100
	})
}
