import type { Localized } from '#platform/i18n'

type Option = { value: string; label: Localized }
/** A question an event can ask afterwards. `scale` is one of four marks, the best first. */
export type QuestionnaireQuestion = { key: string; label: Localized } & (
	{ kind: 'scale' } | { kind: 'choice'; many: boolean; options: Option[] } | { kind: 'text'; most: number }
)

const words = (fr: string, bg: string, en: string): Localized => ({ fr, bg, en })

/** An even number of marks: nobody answers in the middle out of politeness. */
export const scale: readonly Option[] = [
	{ value: 'very', label: words('Très bien', 'Много добре', 'Very good') },
	{ value: 'rather', label: words('Plutôt bien', 'По-скоро добре', 'Rather good') },
	{ value: 'hardly', label: words('Plutôt mal', 'По-скоро зле', 'Rather poor') },
	{ value: 'not', label: words('Mal', 'Зле', 'Poor') }
]

/** The questions an officer ticks for a questionnaire, in this order; none asks who the person is or why they feel so. */
export const questionnaireQuestions: readonly QuestionnaireQuestion[] = [
	{
		key: 'overall',
		kind: 'scale',
		label: words('La rencontre dans son ensemble', 'Събитието като цяло', 'The event as a whole')
	},
	{
		key: 'content',
		kind: 'scale',
		label: words('Le contenu des interventions', 'Съдържанието на изказванията', 'What the speakers brought')
	},
	{
		key: 'organisation',
		kind: 'scale',
		label: words('L’organisation et l’accueil', 'Организацията и посрещането', 'Organisation and welcome')
	},
	{ key: 'interpreting', kind: 'scale', label: words('L’interprétation', 'Преводът', 'Interpreting') },
	{
		key: 'exchanges',
		kind: 'scale',
		label: words('Les échanges avec les autres participants', 'Обменът с другите участници', 'Exchanges with other participants')
	},
	{
		key: 'useful',
		kind: 'choice',
		many: false,
		label: words('Ce que vous y avez appris vous servira', 'Наученото ще Ви бъде от полза', 'What you learnt will be of use'),
		options: [
			{ value: 'soon', label: words('Dès maintenant', 'Веднага', 'Right away') },
			{ value: 'later', label: words('Plus tard', 'По-късно', 'Later') },
			{ value: 'little', label: words('Peu', 'Малко', 'Little') }
		]
	},
	{
		key: 'next',
		kind: 'choice',
		many: true,
		label: words('Quelle suite souhaitez-vous ?', 'Какво продължение желаете?', 'What would you like to come next?'),
		options: [
			{ value: 'visit', label: words('Une visite d’études', 'Учебно посещение', 'A study visit') },
			{ value: 'project', label: words('Un projet commun', 'Общ проект', 'A joint project') },
			{ value: 'contact', label: words('Une mise en relation', 'Свързване с партньор', 'An introduction') },
			{ value: 'seminar', label: words('Une autre rencontre', 'Друга среща', 'Another event') }
		]
	},
	{ key: 'kept', kind: 'text', most: 2000, label: words('Ce que vous en retenez', 'Какво запомняте', 'What you take away') },
	{
		key: 'better',
		kind: 'text',
		most: 2000,
		label: words('Ce que nous ferons mieux la prochaine fois', 'Какво да подобрим следващия път', 'What to do better next time')
	}
]
