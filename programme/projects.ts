import { named } from './given.ts'
import type { InEveryLanguage } from './shape'

/** What this programme asks of the awards it makes: agreement, financing plan, instalments. */
export const projectRules = {
	/** Above this amount an award is bound by an agreement: law 2000-321, article 10, and decree 2001-495 (23 000 €). */
	agreementAboveCents: 2_300_000,
	/** What may move without an amendment: a line by this part of itself, the part the award pays by this much; basis points. */
	tolerance: { line: 1000, rate: 500 },
	/** The part of a grant paid at its beginning, in basis points; the rest is the balance on the final report. */
	advanceRate: 8000,
	/** Days after the end of the project by which the final report is due, and the balance with it. */
	finalReportDays: 60,
	/** Days after a stay or a mission by which its report is due. */
	stayReportDays: 30,
	/** How long a signing code that was mailed can be used, and how often one may be mistyped. */
	codeMinutes: 10,
	codeAttempts: 5
}

/** What money can be spent on: the lines of the Cerfa 15059 account, as the programme's calls ask for them. */
export const expenseCategories: readonly { key: string; name: InEveryLanguage }[] = named('expense', [
	{ key: 'staff', name: { fr: 'Personnel', bg: 'Персонал', en: 'Staff' } },
	{
		key: 'expertise',
		name: { fr: 'Expertise et honoraires', bg: 'Експертиза и хонорари', en: 'Expertise and fees' }
	},
	{
		key: 'travel',
		name: {
			fr: 'Déplacements, hébergement, repas',
			bg: 'Пътувания, настаняване, храна',
			en: 'Travel, accommodation, meals'
		}
	},
	{
		key: 'services',
		name: { fr: 'Prestations et locations', bg: 'Услуги и наеми', en: 'Services and rentals' }
	},
	{
		key: 'communication',
		name: { fr: 'Communication et traduction', bg: 'Комуникация и превод', en: 'Communication and translation' }
	},
	{ key: 'supplies', name: { fr: 'Achats et équipement', bg: 'Покупки и оборудване', en: 'Purchases and equipment' } },
	{ key: 'administration', name: { fr: 'Frais d’administration', bg: 'Административни разходи', en: 'Administration' } },
	{ key: 'other', name: { fr: 'Autres dépenses', bg: 'Други разходи', en: 'Other expenses' } }
])

/** Who pays: `grant` is this programme's award. The keys are those of an application's budget. */
export const sourceCategories: readonly { key: string; name: InEveryLanguage }[] = named('source', [
	{ key: 'grant', name: { fr: 'Aide du programme', bg: 'Подкрепа от програмата', en: 'The programme’s award' } },
	{
		key: 'own_cash',
		name: { fr: 'Apport propre en numéraire', bg: 'Собствен паричен принос', en: 'Own contribution in cash' }
	},
	{
		key: 'own_in_kind',
		name: { fr: 'Apport propre en nature', bg: 'Собствен принос в натура', en: 'Own contribution in kind' }
	},
	{ key: 'public', name: { fr: 'Autre financement public', bg: 'Друго публично финансиране', en: 'Other public funding' } },
	{ key: 'private', name: { fr: 'Autre financement privé', bg: 'Друго частно финансиране', en: 'Other private funding' } }
])
