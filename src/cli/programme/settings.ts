/** What a programme's folder must hold in programme.json, and what is made of it. */
import { z } from 'zod'
import type { Programme, TerritoryKind, Theme } from '#programme/shape'

type Texts = Record<string, string>
const languageCode = z
	.string()
	.refine((code) => /^[a-z]{2,3}$/.test(code) && isNamed('language', code), 'must be a language code such as "ro"')
const countryCode = z
	.string()
	.refine((code) => /^[A-Z]{2}$/.test(code) && isNamed('region', code), 'must be an ISO 3166 code such as "RO"')
const key = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')

/** Whether the standard knows the code: Intl gives back a code that it does not know. */
export function isNamed(type: 'language' | 'region', code: string): boolean {
	try {
		return new Intl.DisplayNames('en', { type, fallback: 'none' }).of(code) !== undefined
	} catch {
		return false
	}
}

/** Whether `zone` is a time zone of the tz database by its full name. */
export function isZone(zone: string): boolean {
	try {
		return zone.includes('/') && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
	} catch {
		return false
	}
}

const languages = z
	.array(z.strictObject({ code: languageCode, region: countryCode }))
	.min(1, 'must name at least one language')
	.refine((list) => new Set(list.map(({ code }) => code)).size === list.length, 'names a language twice')

/** Throws z.ZodError. The languages come first: every text is held to them. */
export function readSettings(source: unknown) {
	const spoken = z
		.looseObject({ languages })
		.parse(source)
		.languages.map(({ code }) => code)
	/** In one of the languages at least; what is not said in one is said in English, else in the first that has it. */
	const text = z.record(z.string(), z.string()).superRefine((said, about) => {
		const stranger = Object.keys(said).find((code) => !spoken.includes(code))
		if (stranger)
			about.addIssue({ code: 'custom', path: [stranger], message: `is not a language of the programme (${spoken.join(', ')})` })
		if (!Object.values(said).some((words) => words.trim()))
			about.addIssue({ code: 'custom', message: 'must be filled in, in one language at least' })
	})
	const texts = text.transform((said): Texts => complete(said, spoken))
	const zone = z.strictObject({ name: z.string().refine(isZone, 'must be a time zone such as "Europe/Bucharest"'), city: texts })
	const authority = z.strictObject({ name: texts, url: z.url('must be an address') }).optional()
	const keyed = <Shape extends { key: z.ZodString }>(shape: Shape) =>
		z
			.array(z.strictObject(shape))
			.refine((list) => new Set((list as { key: string }[]).map((each) => each.key)).size === list.length, 'has a key twice')
	return z
		.strictObject({
			key,
			name: texts,
			description: texts,
			institute: texts,
			address: texts,
			email: z.email('must be a mail address'),
			phone: z.string().nullable(),
			countries: z
				.array(z.strictObject({ code: countryCode, name: texts, privacyAuthority: authority, accessibilityAuthority: authority }))
				.length(2, 'must be two countries'),
			languages,
			timeZone: zone,
			secondTimeZone: zone,
			currency: z.literal('EUR', 'must be EUR: amounts are kept in euros'),
			oldCurrency: z.strictObject({ code: z.literal('BGN'), rate: z.literal(1.95583) }).nullable(),
			openData: z.strictObject({
				organisation: z.string(),
				organisationType: z.string(),
				givingPrefix: z.string(),
				siret: z.string()
			}),
			services: keyed({
				key,
				name: texts,
				acronym: z.string().regex(/^[A-Z]{2,6}$/, 'must be two to six capitals'),
				description: texts
			}).min(1, 'must name at least one service'),
			priorities: keyed({ key, name: texts, summary: texts, description: texts }).min(1, 'must name at least one priority'),
			themes: keyed({
				key,
				name: texts,
				priority: z.string(),
				sdgs: z.array(z.int().min(1).max(17, 'must be a goal from 1 to 17')),
				oecd: z.array(z.string().regex(/^[1-9]\d{4}$/, 'must be a purpose code of five figures')),
				keywords: z.record(z.string(), z.array(z.string())).optional()
			}),
			levels: keyed({ key, name: texts, district: z.boolean().optional() })
		})
		.superRefine(({ priorities, themes, countries, levels }, about) => {
			const lost = themes.findIndex(({ priority }) => !priorities.some((each) => each.key === priority))
			if (lost >= 0)
				about.addIssue({ code: 'custom', path: ['themes', lost, 'priority'], message: 'is no priority of the programme' })
			if (countries[0]?.code === countries[1]?.code)
				about.addIssue({ code: 'custom', path: ['countries', 1, 'code'], message: 'is the first country again' })
			if (!levels.some((each) => each.key === 'country'))
				about.addIssue({ code: 'custom', path: ['levels'], message: 'must hold the level "country"' })
		})
		.parse(source)
}
export type Settings = ReturnType<typeof readSettings>

/** A text in every language, and in English, which the program itself may ask for. */
export function complete(said: Texts, spoken: string[]): Texts {
	const filled = Object.values(said).find((words) => words.trim()) ?? ''
	return Object.fromEntries([...new Set([...spoken, 'en'])].map((code) => [code, said[code] || said.en || filled]))
}

/** The same as `programme/` wants it. */
export function programmeOf(settings: Settings): { programme: Programme; themes: Theme[]; levels: TerritoryKind[] } {
	const { key, name, description, countries, timeZone, secondTimeZone, currency, oldCurrency, openData, services } = settings
	return {
		programme: {
			...{ key, name, description, countries, currency, oldCurrency, openData, services },
			languages: settings.languages.map(({ code }) => code),
			defaultLanguage: settings.languages[0]!.code,
			timeZone: timeZone.name,
			secondTimeZone: secondTimeZone.name,
			city: timeZone.city,
			contact: { organisation: settings.institute, address: settings.address, email: settings.email, phone: settings.phone },
			priorities: settings.priorities.map((priority) => ({
				...priority,
				themes: settings.themes.filter((theme) => theme.priority === priority.key).map((theme) => theme.key)
			}))
		} as unknown as Programme,
		themes: settings.themes as unknown as Theme[],
		levels: settings.levels as unknown as TerritoryKind[]
	}
}
