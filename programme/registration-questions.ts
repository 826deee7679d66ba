import { locales, type Localized } from '#platform/i18n'
import { programme } from './programme.ts'

type Option = { value: string; label: Localized }
/** A question an event can ask of those who register. `when`: with the registration, or of those who have a place. */
export type RegistrationQuestion = {
	key: string
	when: 'first' | 'second'
	label: Localized
	hint?: Localized
} & ({ kind: 'text'; lines: 'one' | 'several'; most: number } | { kind: 'choice'; many: boolean; options: Option[] })

/** A language's name in each of the programme's languages. */
const nameOf = (code: string): Localized =>
	Object.fromEntries(
		locales.map((locale) => {
			const name = new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code
			return [locale, name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)]
		})
	)
const words = (fr: string, bg: string, en: string): Localized => ({ fr, bg, en })

/**
 * The questions an officer ticks for an event. Those of the second form are answered only by people who have a place, read
 * only by who runs the event, and forgotten thirty days after it: they ask what is needed on the day, never why.
 */
export const registrationQuestions: readonly RegistrationQuestion[] = [
	{
		key: 'expectations',
		when: 'first',
		kind: 'text',
		lines: 'several',
		most: 1000,
		label: words('Ce que vous attendez de la rencontre', 'Какво очаквате от срещата', 'What you expect from the event')
	},
	{
		key: 'experience',
		when: 'first',
		kind: 'text',
		lines: 'several',
		most: 1000,
		label: words('Votre expérience du sujet', 'Опитът Ви по темата', 'Your experience of the subject')
	},
	{
		key: 'listening',
		when: 'first',
		kind: 'choice',
		many: true,
		label: words(
			'Langues que vous suivez sans interprète',
			'Езици, които разбирате без преводач',
			'Languages you follow without an interpreter'
		),
		options: programme.languages.map((code) => ({ value: code, label: nameOf(code) }))
	},
	{
		key: 'question',
		when: 'first',
		kind: 'text',
		lines: 'several',
		most: 1000,
		label: words('Une question aux intervenants', 'Въпрос към лекторите', 'A question for the speakers')
	},
	{
		key: 'arrival',
		when: 'second',
		kind: 'text',
		lines: 'one',
		most: 200,
		label: words(
			'Arrivée : jour, heure, vol ou train',
			'Пристигане: ден, час, полет или влак',
			'Arrival: day, time, flight or train'
		)
	},
	{
		key: 'departure',
		when: 'second',
		kind: 'text',
		lines: 'one',
		most: 200,
		label: words(
			'Départ : jour, heure, vol ou train',
			'Заминаване: ден, час, полет или влак',
			'Departure: day, time, flight or train'
		)
	},
	{
		key: 'lodging',
		when: 'second',
		kind: 'choice',
		many: false,
		label: words('Hébergement', 'Настаняване', 'Lodging'),
		options: [
			{ value: 'needed', label: words('À réserver', 'Да се запази', 'To be booked') },
			{ value: 'own', label: words('Je m’en occupe', 'Осигурявам си сам(а)', 'I arrange my own') }
		]
	},
	{
		key: 'meals',
		when: 'second',
		kind: 'choice',
		many: true,
		label: words('Repas', 'Хранене', 'Meals'),
		options: [
			{ value: 'usual', label: words('Menu habituel', 'Обичайно меню', 'Usual menu') },
			{ value: 'vegetarian', label: words('Végétarien', 'Вегетарианско', 'Vegetarian') },
			{ value: 'vegan', label: words('Végétalien', 'Веганско', 'Vegan') },
			{ value: 'no-pork', label: words('Sans porc', 'Без свинско', 'No pork') },
			{ value: 'other', label: words('Autre : voir ci-dessous', 'Друго: вижте по-долу', 'Other: see below') }
		]
	},
	{
		key: 'access',
		when: 'second',
		kind: 'text',
		lines: 'several',
		most: 600,
		label: words('Ce qu’il faut prévoir sur place', 'Какво да осигурим на място', 'What we should provide on site'),
		hint: words(
			'Accès de plain-pied, place au premier rang, boucle auditive, repas particulier… Dites ce qu’il faut, pas pourquoi.',
			'Достъп без стъпала, място на първия ред, слухова верига, особено меню… Кажете какво е нужно, не и защо.',
			'Step-free access, a seat in front, a hearing loop, a particular meal… Say what is needed, not why.'
		)
	}
]
