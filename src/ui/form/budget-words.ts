import type { BudgetFigures } from '#engines/forms/budget'
import type { BudgetRules } from '#engines/forms/definition'
import { formatNumber, type Locale, type Localized, type Translate } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'

type Sum = { label: Localized | string; value: string; strong?: boolean; bad?: boolean }

/** The account under a budget: costs, funding, what is still missing, and the shares the call looks at. */
export function budgetSums(rules: BudgetRules, figures: BudgetFigures, locale: Locale, t: Translate): Sum[] {
	const euros = (cents: number) => formatMoney(money(cents), locale)
	const percent = (basisPoints: number) =>
		formatNumber(locale, basisPoints / 10_000, { style: 'percent', maximumFractionDigits: 2 })
	const overhead = rules.overheadRate
	return [
		...(overhead
			? [
					{ label: t('forms.budget.direct'), value: euros(figures.direct) },
					{ label: t('forms.budget.overhead', { rate: overhead / 10_000 }), value: euros(figures.overhead) }
				]
			: []),
		{ label: t('forms.budget.total'), value: euros(figures.total), strong: true },
		{ label: t('forms.budget.total_financing'), value: euros(figures.financing), strong: true },
		...(figures.gap === 0
			? []
			: [
					{
						label: t(figures.gap > 0 ? 'forms.budget.gap.short' : 'forms.budget.gap.over'),
						value: euros(Math.abs(figures.gap)),
						bad: true
					}
				]),
		{ label: t('forms.budget.grant_rate'), value: percent(figures.grantRate) },
		{ label: t('forms.budget.own_rate'), value: percent(figures.ownRate) }
	]
}

/** The rules of the call an applicant should know before filling the budget in. */
export const rulesInWords = (rules: BudgetRules, locale: Locale, t: Translate): string[] => [
	...(rules.maxGrant === undefined
		? []
		: [t('forms.budget.rule.max_grant', { max: formatMoney(money(rules.maxGrant), locale) })]),
	...(rules.maxRate === undefined ? [] : [t('forms.budget.rule.max_rate', { max: rules.maxRate / 10_000 })]),
	...(rules.minOwnRate === undefined ? [] : [t('forms.budget.rule.min_own', { min: rules.minOwnRate / 10_000 })])
]
