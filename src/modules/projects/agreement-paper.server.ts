import { renderPdf, type DocumentPart } from '#platform/documents.server'
import { pickText, translate, type Locale, type Localized, type MessageKey, type MessageParams } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { agreementLanguages } from '#programme/agreements'
import { programme } from '#programme/programme'
import { expenseCategories, sourceCategories } from '#programme/projects'
import { contentDigest, type AgreementContent } from './agreement-content.ts'
import { planTotals } from './budget-figures.ts'

const say = (key: MessageKey, params?: MessageParams): Localized =>
	Object.fromEntries(agreementLanguages.map((locale) => [locale, translate(locale, key, params)]))
const saidBoth = (key: MessageKey): string => [...new Set(Object.values(say(key)))].join(' · ')
/** A value that stands once for both languages. */
const first: Locale = agreementLanguages[0]
const inBoth = (words: Localized): string =>
	[...new Set(agreementLanguages.flatMap((locale) => words[locale] ?? []))].join(' · ') || pickText(words, first)
const frame = {
	languages: [...agreementLanguages] as [Locale, ...Locale[]],
	house: programme.name,
	place: { fr: 'Sofia', bg: 'София' }
}
const amount = (cents: number) => formatMoney(money(cents), first)
// Dates of a bilingual table: digits read the same in both.
const day = (text: string | null) => (text ? text.split('-').reverse().join('.') : '–')
const nameOf = ({ name, latin }: { name: Localized; latin: string | null }) => {
	const shown = inBoth(name)
	return latin && !shown.includes(latin) ? `${shown} (${latin})` : shown
}

/** The agreement as a tagged bilingual PDF, its digest on it. `madeAt` is the date it bears. */
export function renderAgreement(content: AgreementContent, madeAt: Date): Promise<Buffer> {
	const { parties, plan, instalments, amendment } = content
	const categories = new Map([...expenseCategories, ...sourceCategories].map(({ key, name }) => [key, inBoth(name)]))
	const lines = (side: 'expense' | 'source') =>
		plan
			.filter((line) => line.side === side)
			.map(({ category, label, cents }) => [
				[categories.get(category) ?? category, label].filter(Boolean).join(' – '),
				amount(cents)
			])
	const totals = planTotals(plan.map(({ cents, ...line }) => ({ ...line, plannedCents: cents })))
	const total = saidBoth('awards.paper.total')
	const table = (heading: MessageKey, rows: string[][]): DocumentPart[] => [
		{ kind: 'heading', text: say(heading) },
		{ kind: 'table', columns: [{ label: say('awards.paper.line') }, { label: say('awards.paper.amount'), align: 'right' }], rows }
	]
	const parts: DocumentPart[] = [
		{
			kind: 'facts',
			rows: [
				{ label: say('awards.paper.service'), value: `${inBoth(parties.service.name)}\n${inBoth(parties.service.address)}` },
				{ label: say('awards.paper.service_signer'), value: `${parties.service.signer}, ${parties.service.function}` },
				{ label: say('awards.paper.holder'), value: nameOf(parties.holder) },
				{ label: say('awards.paper.holder_signer'), value: `${parties.holder.signer}, ${parties.holder.function}` },
				{ label: say('awards.paper.award'), value: content.award.reference }
			]
		},
		...(content.reason
			? [
					{ kind: 'heading', text: say('awards.paper.reason') } as const,
					{ kind: 'paragraphs', text: { [first]: [content.reason] } } as const
				]
			: []),
		...content.articles.flatMap(({ heading, text }, at): DocumentPart[] => [
			{
				kind: 'heading',
				text: Object.fromEntries(Object.entries(heading).map(([locale, words]) => [locale, `${at + 1}. ${words}`]))
			},
			{ kind: 'paragraphs', text: Object.fromEntries(Object.entries(text).map(([locale, words]) => [locale, [words]])) }
		]),
		...(Object.keys(content.special).length
			? [
					{ kind: 'heading', text: say('awards.paper.special') } as const,
					{
						kind: 'paragraphs',
						text: Object.fromEntries(Object.entries(content.special).map(([locale, words]) => [locale, words.split(/\n{2,}/)]))
					} as const
				]
			: []),
		...(plan.length
			? [
					...table('awards.paper.expenses', [...lines('expense'), [total, amount(totals.expenses)]]),
					...table('awards.paper.sources', [...lines('source'), [total, amount(totals.sources)]])
				]
			: []),
		...(instalments.length
			? [
					{ kind: 'heading', text: say('awards.paper.instalments') } as DocumentPart,
					{
						kind: 'table',
						columns: [
							{ label: say('awards.paper.instalment') },
							{ label: say('awards.paper.condition') },
							{ label: say('awards.paper.due') },
							{ label: say('awards.paper.amount'), align: 'right' }
						],
						rows: instalments.map(({ number, kind, condition, dueOn, cents }) => [
							`${number}. ${saidBoth(`awards.instalment.kind.${kind}`)}`,
							saidBoth(`awards.condition.${condition}`),
							day(dueOn),
							amount(cents)
						])
					} as DocumentPart
				]
			: []),
		{ kind: 'facts', rows: [{ label: say('awards.paper.digest'), value: contentDigest(content) }] }
	]
	return renderPdf('agreement', {
		...frame,
		title: say(amendment ? 'awards.paper.amendment_title' : 'awards.paper.title', { number: amendment }),
		date: madeAt,
		reference: content.reference,
		parts,
		signatures: [
			{ name: parties.service.signer, role: say('awards.paper.for_service') },
			{ name: parties.holder.signer, role: say('awards.paper.for_holder') }
		]
	})
}

export type SignatureEvidence = {
	side: 'service' | 'holder'
	name: string
	function: string
	method: 'system' | 'file'
	digest: string
	signedAt: Date
	evidence: { email?: string; secondFactor?: boolean; codeSentAt?: string; fileDigest?: string; requestId?: string }
}

const instant = (at: Date) =>
	`${new Intl.DateTimeFormat('sv', { timeZone: programme.timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at)} (${programme.timeZone}) · ${at.toISOString()}`

/** The page that says who signed what, when and how: its own PDF, beside the agreement. */
export function renderEvidence(
	{ reference, digest, fileDigest }: { reference: string; digest: string; fileDigest: string | null },
	signatures: readonly SignatureEvidence[]
): Promise<Buffer> {
	const last = signatures.reduce((latest, { signedAt }) => (signedAt > latest ? signedAt : latest), new Date(0))
	const parts: DocumentPart[] = [
		{
			kind: 'paragraphs',
			text: Object.fromEntries(Object.entries(say('awards.evidence.text')).map(([locale, words]) => [locale, [words]]))
		},
		{
			kind: 'facts',
			rows: [
				{ label: say('awards.evidence.agreement'), value: reference },
				{ label: say('awards.paper.digest'), value: digest },
				...(fileDigest ? [{ label: say('awards.evidence.file_digest'), value: fileDigest }] : [])
			]
		},
		...signatures.flatMap(({ side, evidence, ...signature }): DocumentPart[] => [
			{ kind: 'heading', text: say(side === 'service' ? 'awards.paper.for_service' : 'awards.paper.for_holder') },
			{
				kind: 'facts',
				rows: [
					{ label: say('awards.evidence.name'), value: `${signature.name}, ${signature.function}` },
					{ label: say('awards.evidence.instant'), value: instant(signature.signedAt) },
					{ label: say('awards.evidence.method'), value: saidBoth(`awards.evidence.method.${signature.method}`) },
					{ label: say('awards.paper.digest'), value: signature.digest },
					...(evidence.email ? [{ label: say('awards.evidence.account'), value: evidence.email }] : []),
					...(evidence.codeSentAt ? [{ label: say('awards.evidence.code'), value: instant(new Date(evidence.codeSentAt)) }] : []),
					...(evidence.secondFactor === undefined
						? []
						: [
								{
									label: say('awards.evidence.second_factor'),
									value: saidBoth(evidence.secondFactor ? 'office.yes' : 'office.no')
								}
							]),
					...(evidence.fileDigest ? [{ label: say('awards.evidence.scan'), value: evidence.fileDigest }] : []),
					...(evidence.requestId ? [{ label: say('awards.evidence.request'), value: evidence.requestId }] : [])
				]
			}
		])
	]
	return renderPdf('agreement', {
		...frame,
		title: say('awards.evidence.title'),
		date: last,
		reference,
		parts,
		signatures: []
	})
}
