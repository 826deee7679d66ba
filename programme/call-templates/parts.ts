/** What a template is made of, and short ways to write the fields of its form. */
import type { BudgetRules, Condition, FieldOf, FormDefinition, FormField, FormPage } from '#engines/forms/definition'
import type { FileType } from '#platform/file-types'
import type { InEveryLanguage } from '../shape.ts'

/** A text in the order French, Bulgarian, English. */
export const t = (fr: string, bg: string, en: string): InEveryLanguage => ({ fr, bg, en })

/** A call ready to be set up: everything but its dates, which are counted in days from the opening. */
export type CallTemplate = {
	key: string
	kind: 'projects' | 'scholarship' | 'contest' | 'places' | 'support'
	name: InEveryLanguage
	summary: InEveryLanguage
	text: InEveryLanguage
	priorities: string[]
	countries: string[]
	applicant: 'organisation' | 'person'
	/** Kinds of organisation; none for any. */
	kinds: string[]
	blind: boolean
	evaluatorsEach: number
	mostPerApplicant: number
	/** Amounts in cents, rates in basis points. */
	rules: {
		minGrant?: number
		maxGrant?: number
		maxRate?: number
		minOwnRate?: number
		maxInKind?: { rate: number; of: 'own' | 'total' }
		ineligible?: InEveryLanguage
		source?: InEveryLanguage
		threshold?: number
		reserve?: number
		jury?: InEveryLanguage
		after?: InEveryLanguage
	}
	lots: {
		title: InEveryLanguage
		text?: InEveryLanguage
		envelopeCents?: number
		places?: number
		limits?: { populationUnder?: number; populationFrom?: number; kinds?: string[]; countries?: string[] }
	}[]
	requirements: { stage: 'admissibility' | 'eligibility'; text: InEveryLanguage; rule?: TemplateRule; rejects?: boolean }[]
	criteria: { title: InEveryLanguage; text: InEveryLanguage; weight: number; threshold?: number }[]
	/** In days after the opening. */
	calendar: { open: number; committee: number; notice: number }
	form: FormDefinition
}

type TemplateRule =
	| { name: 'country'; countries: string[] }
	| { name: 'kind'; kinds: string[] }
	| { name: 'population' }
	| { name: 'one-per-applicant' }
	| { name: 'budget' }
	| { name: 'document'; field: string }
	| { name: 'declared'; field: string }

type More = {
	hint?: InEveryLanguage
	required?: boolean
	/** Says who the applicant is: nobody who evaluates blind sees it. */
	identifying?: boolean
	showWhen?: Condition
	requiredWhen?: Condition
}
const asked = (key: string, label: InEveryLanguage, { required = true, ...more }: More) => ({ key, label, required, ...more })

export const page = (key: string, title: InEveryLanguage, fields: FormField[], intro?: InEveryLanguage): FormPage => ({
	key,
	title,
	...(intro && { intro }),
	fields
})
export const short = (key: string, label: InEveryLanguage, maxCharacters = 200, more: More = {}): FormField => ({
	...asked(key, label, more),
	kind: 'text',
	lines: 'one',
	localized: false,
	maxCharacters
})
export const long = (key: string, label: InEveryLanguage, maxCharacters = 2000, more: More = {}): FormField => ({
	...asked(key, label, more),
	kind: 'text',
	lines: 'several',
	localized: false,
	maxCharacters
})
export const number = (key: string, label: InEveryLanguage, min: number, max: number, more: More = {}): FormField => ({
	...asked(key, label, more),
	kind: 'number',
	min,
	max,
	decimals: 0
})
export const date = (
	key: string,
	label: InEveryLanguage,
	rules: Pick<FieldOf<'date'>, 'earliest' | 'latest'> = {}
): FormField => ({
	...asked(key, label, {}),
	kind: 'date',
	...rules
})
export const choice = (
	key: string,
	label: InEveryLanguage,
	options: [value: string, label: InEveryLanguage][],
	{ many = false, other = false, ...more }: More & { many?: boolean; other?: boolean } = {}
): FormField => ({
	...asked(key, label, more),
	kind: 'choice',
	many,
	other,
	options: options.map(([value, label]) => ({ value, label }))
})
export const file = (
	key: string,
	label: InEveryLanguage,
	{ types = ['pdf'], maxFiles = 1, ...more }: More & { types?: FileType[]; maxFiles?: number } = {}
): FormField => ({
	...asked(key, label, more),
	kind: 'file',
	types: types as [FileType, ...FileType[]],
	maxMegabytes: 10,
	maxFiles
})
export const simple = (
	kind: 'email' | 'phone' | 'website' | 'iban' | 'territory',
	key: string,
	label: InEveryLanguage,
	more: More = {}
) => ({ ...asked(key, label, more), kind }) as FormField
export const themesField = (): FormField => ({
	...asked('themes', t('Thèmes', 'Теми', 'Themes'), {}),
	kind: 'theme',
	many: true
})
export const declaration = (
	key: string,
	label: InEveryLanguage,
	text: InEveryLanguage,
	more: Pick<More, 'showWhen'> = {}
): FormField => ({
	key,
	label,
	kind: 'declaration',
	text,
	...more
})
export const information = (key: string, label: InEveryLanguage, text: InEveryLanguage): FormField => ({
	key,
	label,
	kind: 'information',
	text
})
/** A table of people, who say by their names whose application it is. */
export const people = (key: string, label: InEveryLanguage, minRows: number, maxRows: number, more: More = {}): FormField => ({
	...asked(key, label, { identifying: true, ...more }),
	kind: 'table',
	minRows,
	maxRows,
	columns: [
		{ key: 'name', label: t('Nom', 'Име', 'Name'), required: true, kind: 'text', maxCharacters: 120 },
		{ key: 'post', label: t('Fonction', 'Длъжност', 'Post'), required: true, kind: 'text', maxCharacters: 160 },
		{ key: 'task', label: t('Rôle', 'Роля', 'Part'), required: true, kind: 'text', maxCharacters: 300 }
	]
})
export const activities = (key = 'activities'): FormField => ({
	...asked(key, t('Activités et calendrier', 'Дейности и график', 'Activities and calendar'), {}),
	kind: 'table',
	minRows: 1,
	maxRows: 20,
	columns: [
		{ key: 'what', label: t('Activité', 'Дейност', 'Activity'), required: true, kind: 'text', maxCharacters: 300 },
		{ key: 'from', label: t('Début', 'Начало', 'Start'), required: true, kind: 'date' },
		{ key: 'until', label: t('Fin', 'Край', 'End'), required: true, kind: 'date' },
		{
			key: 'result',
			label: t('Résultat attendu', 'Очакван резултат', 'Expected result'),
			required: true,
			kind: 'text',
			maxCharacters: 300
		}
	]
})
/** Money of others for the applicant's work: the service looks for what would be paid for twice, and for how past grants were used. */
export const otherFunding = (): FormField => ({
	...asked(
		'other_funding',
		t(
			'Autres aides obtenues ou demandées depuis trois ans',
			'Други получени или поискани средства през последните три години',
			'Other funding obtained or asked for in the last three years'
		),
		{
			required: false,
			hint: t(
				'Publiques ou privées, pour ce projet ou pour un autre ; rien s’il n’y en a pas.',
				'Публични или частни, за този или за друг проект; оставете празно, ако няма.',
				'Public or private, for this project or another; nothing if there is none.'
			)
		}
	),
	kind: 'table',
	minRows: 0,
	maxRows: 20,
	columns: [
		{
			key: 'funder',
			label: t('Financeur', 'Финансираща организация', 'Funder'),
			required: true,
			kind: 'text',
			maxCharacters: 160
		},
		{
			key: 'year',
			label: t('Année', 'Година', 'Year'),
			required: true,
			kind: 'number',
			min: 2000,
			max: 2100,
			decimals: 0,
			total: false
		},
		{ key: 'amount', label: t('Montant', 'Сума', 'Amount'), required: true, kind: 'money', total: false },
		{
			key: 'use',
			label: t('Pour quoi, et ce qui en a été fait', 'За какво и какво е постигнато', 'What for, and what came of it'),
			required: true,
			kind: 'text',
			maxCharacters: 300
		}
	]
})
export const budget = (rules: Omit<BudgetRules, 'warnUnsecured'>): FormField => ({
	...asked('budget', t('Budget et plan de financement', 'Бюджет и план за финансиране', 'Budget and financing plan'), {}),
	kind: 'budget',
	rules: { ...rules, warnUnsecured: true }
})
export const honour = (): FormField =>
	declaration(
		'honour',
		t('Déclaration sur l’honneur', 'Декларация за достоверност', 'Declaration of honour'),
		t(
			'Je certifie que ce qui est dit ici est exact, que je peux engager le candidat, et que les autres financements demandés ou obtenus pour la même action sont tous mentionnés.',
			'Декларирам, че посоченото е вярно, че имам право да представлявам кандидата и че всички други поискани или получени средства за същата дейност са посочени.',
			'I certify that what is said here is true, that I may commit the applicant, and that every other funding asked for or obtained for the same action is named.'
		)
	)
export const privacyNote = (): FormField =>
	information(
		'privacy_note',
		t('Données personnelles', 'Лични данни', 'Personal data'),
		t(
			'N’indiquez rien sur l’origine ethnique, la santé ou la religion d’une personne. Les publics se décrivent par le lieu, l’âge ou la situation sociale, jamais personne par personne.',
			'Не посочвайте нищо за етническия произход, здравето или религията на отделно лице. Целевите групи се описват чрез място, възраст или социално положение, никога поименно.',
			'Say nothing about anybody’s ethnic origin, health or religion. Groups are described by place, age or social situation, never person by person.'
		)
	)
export const form = (...pages: FormPage[]): FormDefinition => ({ pages, checks: [] })

/** Kinds of costs of a small project, after the budgets of French and European calls. */
export const projectCosts: BudgetRules['categories'] = [
	{ key: 'staff', label: t('Personnel', 'Персонал', 'Staff') },
	{ key: 'travel', label: t('Déplacements et séjour', 'Пътуване и престой', 'Travel and stay') },
	{
		key: 'services',
		label: t('Prestations, traduction, interprétation', 'Услуги и преводи', 'Services, translation, interpreting')
	},
	{ key: 'supplies', label: t('Fournitures et petit matériel', 'Материали и дребно оборудване', 'Supplies and small equipment') },
	{
		key: 'communication',
		label: t('Communication et publications', 'Комуникация и публикации', 'Communication and publications')
	},
	{
		key: 'administration',
		label: t('Frais d’administration (10 % au plus)', 'Административни разходи (най-много 10 %)', 'Administration (10% at most)'),
		maxRate: 1000
	}
]
