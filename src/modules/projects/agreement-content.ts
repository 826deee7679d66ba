/** What stands in an agreement, in both languages, as data: made once, frozen, digested and printed from. Browser-safe. */
import { canonicalBytes, type Json } from '#engines/record/canonical'
import { digest } from '#engines/record/encoding'
import { ended, formatDate, pickText, type Locale, type Localized } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { agreementArticles, agreementLanguages, agreementTemplate } from '#programme/agreements'
import { programme } from '#programme/programme'
import { projectRules } from '#programme/projects'
import type { AgreementInput } from './award-schema.ts'
import type { AwardKind, Condition, InstalmentKind } from './award-workflow.ts'

type Words = Partial<Record<(typeof agreementLanguages)[number], string>>

export type AgreementContent = {
	format: 'passerelle-agreement/1'
	reference: string
	/** 0 is the agreement itself. */
	amendment: number
	/** Why it is amended. */
	reason: string | null
	template: string
	award: { reference: string; kind: AwardKind; amountCents: number; expertDays: string | null }
	title: Localized
	parties: {
		service: { name: Localized; address: Localized; signer: string; function: string }
		holder: { name: Localized; latin: string | null; signer: string; function: string }
	}
	startsOn: string | null
	endsOn: string | null
	articles: { heading: Words; text: Words }[]
	special: Localized
	plan: { side: 'expense' | 'source'; category: string; label: string; cents: number }[]
	instalments: { number: number; kind: InstalmentKind; cents: number; condition: Condition; dueOn: string | null }[]
}

export type Composing = {
	reference: string
	amendment: number
	reason: string | null
	award: AgreementContent['award'] & { title: Localized; nature?: Localized | undefined }
	holder: { name: Localized; latin: string | null }
	input: AgreementInput
	plan: AgreementContent['plan']
	instalments: AgreementContent['instalments']
}

const DAY = 86_400_000
const dayAfter = (day: string, days: number) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)
const saidDay = (locale: Locale, day: string | null) => (day ? formatDate(locale, new Date(`${day}T12:00:00Z`)) : '…')

/** The whole text of an agreement from the award, the plan and what the officer typed. The same data give the same text. */
export function composeAgreement({ award, input, holder, ...about }: Composing): AgreementContent {
	const { special, startsOn, endsOn } = input
	const { title, nature, ...kept } = award
	const filled = (locale: Locale, words: string) => {
		const values: Record<string, string> = {
			title: pickText(title, locale),
			holder: pickText(holder.name, locale),
			service: programme.contact.organisation[locale],
			amount: formatMoney(money(award.amountCents), locale),
			nature: pickText(nature, locale),
			days: String(Number(award.expertDays ?? 0)).replace('.', ','),
			start: saidDay(locale, startsOn),
			end: saidDay(locale, endsOn),
			reportOn: saidDay(locale, endsOn && dayAfter(endsOn, projectRules.finalReportDays)),
			line: `${projectRules.tolerance.line / 100}\u00a0%`
		}
		// One pass: a title that holds `{amount}` is shown as it was written.
		return ended(words.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole).trim())
	}
	const both = (words: Record<(typeof agreementLanguages)[number], string>): Words =>
		Object.fromEntries(agreementLanguages.map((locale) => [locale, filled(locale, words[locale])]))
	return {
		format: 'passerelle-agreement/1',
		...about,
		template: agreementTemplate.key,
		award: kept,
		title,
		parties: {
			service: {
				name: programme.contact.organisation,
				address: programme.contact.address,
				signer: input.serviceSigner,
				function: input.serviceFunction
			},
			holder: { ...holder, signer: input.holderSigner, function: input.holderFunction }
		},
		startsOn,
		endsOn,
		articles: agreementArticles
			.filter(({ kinds }) => !kinds || kinds.includes(award.kind))
			.filter(({ inMoney }) => inMoney === undefined || inMoney === award.amountCents > 0)
			.map(({ heading, text }) => ({ heading: { ...heading }, text: both(text) })),
		special
	}
}

/** SHA-256 of the canonical text (RFC 8785), 64 hexadecimal digits: what is signed. */
export const contentDigest = (content: AgreementContent): string =>
	Array.from(digest(canonicalBytes(content as unknown as Json)), (byte) => byte.toString(16).padStart(2, '0')).join('')
