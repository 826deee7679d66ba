/** What `passerelle init` asks: each question with its default and the sentence that a wrong answer gets. */
import { z } from 'zod'
import { isNamed, isZone } from './settings.ts'

const texts = z.record(z.string(), z.string())
const country = z
	.string()
	.refine((code) => /^[A-Z]{2}$/.test(code) && isNamed('region', code), 'not the ISO 3166 code of a country, such as RO')
const language = z
	.string()
	.refine((code) => /^[a-z]{2,3}$/.test(code) && isNamed('language', code), 'not the code of a language, such as ro')
const zone = z.string().refine(isZone, 'not a time zone, such as Europe/Bucharest')
const authority = z.strictObject({ name: texts, url: z.url('not an address') })

/** A file of answers: what is asked, and what is too long to be asked. Files are named from where it lies. */
export const answersFile = z.strictObject({
	countries: z
		.tuple([country, country], 'two codes are needed, such as FR RO')
		.refine(([first, second]) => first !== second, 'the same country twice')
		.optional(),
	languages: z
		.array(language)
		.min(1, 'no language')
		.refine((list) => new Set(list).size === list.length, 'a language twice')
		.optional(),
	timeZone: zone.optional(),
	secondTimeZone: zone.optional(),
	name: z.union([z.string(), texts]).optional(),
	description: texts.optional(),
	institute: z.union([z.string(), texts]).optional(),
	address: z.union([z.string(), texts]).optional(),
	email: z.email('not a mail address').optional(),
	phone: z.string().nullable().optional(),
	/** By time zone, in each language. */
	cities: z.record(z.string(), texts).optional(),
	regions: z.record(z.string(), country).optional(),
	countryNames: z.record(z.string(), texts).optional(),
	privacyAuthorities: z.record(z.string(), authority).optional(),
	accessibilityAuthorities: z.record(z.string(), authority).optional(),
	services: z.array(z.strictObject({ key: z.string(), acronym: z.string(), name: texts, description: texts })).optional(),
	levels: z.array(z.strictObject({ key: z.string(), name: texts, district: z.boolean().optional() })).optional(),
	/** Words for the priorities and themes that come with Passerelle, by key, in languages that it does not speak. */
	priorities: z.record(z.string(), z.strictObject({ name: texts, summary: texts, description: texts }).partial()).optional(),
	themes: z.record(z.string(), texts).optional(),
	territories: z.string().optional(),
	holidays: z.string().optional(),
	demo: z.string().optional(),
	/** A file of sentences by language. */
	messages: z.record(z.string(), z.string()).optional()
})
export type Answers = z.output<typeof answersFile>

/** The language most people of a country speak, by the standard's own table. */
export const languageOf = (country: string) => new Intl.Locale(`und-${country}`).maximize().language
/** Where a language's dates are taken from: the programme's countries first; English is British in this house. */
export const regionOf = (language: string, countries: readonly string[]) =>
	countries.find((code) => languageOf(code) === language) ??
	(language === 'en' ? 'GB' : (new Intl.Locale(language).maximize().region ?? 'FR'))
/** The first time zone of a country by alphabet; Intl knows no capital. */
const zoneOf = (country: string) => {
	const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?: () => string[] | undefined }
	return locale.getTimeZones?.()?.[0] ?? 'Europe/Paris'
}

export type Question = {
	key: keyof Answers
	ask: string
	fallback: (answers: Answers) => string
	/** The answer as it is kept. Throws z.ZodError with a sentence for what cannot be one. */
	read: (typed: string, answers: Answers) => Answers
}

const one = (
	key: keyof Answers,
	ask: string,
	fallback: Question['fallback'],
	shape: z.ZodType<unknown> = z.string()
): Question => ({
	key,
	ask,
	fallback,
	read: (typed, answers) => ({ ...answers, [key]: shape.parse(typed) })
})
const words = (typed: string) => typed.split(/[\s,;]+/).filter(Boolean)

/** In this order: a later default may rest on an earlier answer. */
export const questions: Question[] = [
	{
		key: 'countries',
		ask: 'The two countries, by their ISO codes: the one whose institute runs the service, then the one where it works',
		fallback: () => 'FR BG',
		read: (typed, answers) => ({ ...answers, countries: answersFile.shape.countries.parse(words(typed.toUpperCase())) })
	},
	{
		key: 'languages',
		ask: 'The languages, by their codes, the first one first',
		fallback: ({ countries = ['FR', 'BG'] }) => [...new Set([...countries.map(languageOf), 'en'])].join(' '),
		read: (typed, answers) => ({ ...answers, languages: answersFile.shape.languages.parse(words(typed.toLowerCase())) })
	},
	one('timeZone', 'The time zone where the service works', ({ countries }) => zoneOf(countries![1]), zone),
	one('secondTimeZone', 'The time zone of the other country', ({ countries }) => zoneOf(countries![0]), zone),
	one(
		'name',
		'The name of the programme',
		({ countries }) => `Passerelle ${countries!.join('–')}`,
		z.string().min(1, 'a name is needed')
	),
	one('institute', 'The institute or service that runs it', () => 'Cooperation service', z.string().min(1, 'a name is needed')),
	one('address', 'Its postal address, on one line', () => '-'),
	one('email', 'Its mail address', () => 'cooperation@example.org', z.email('not a mail address')),
	one('phone', 'Its telephone number', () => '-')
]

/** Every question answered: by what is given, else by its default. Throws z.ZodError. */
export function withDefaults(given: Answers): Answers {
	return questions.reduce(
		(answers, question) => (answers[question.key] === undefined ? question.read(question.fallback(answers), answers) : answers),
		given
	)
}
