import type { Ctx } from '#platform/ctx'
import { locales, messages, type Localized } from '#platform/i18n'
import { priorities } from '#programme/priorities'
import { isDistrict, pathOf, territories, territoryKinds } from '#programme/territories'
import { themes } from '#programme/themes'
import { reindex, type Source } from './index.server.ts'
import type { Item } from './schema.ts'

/** Pages whose whole text is messages: what they say is under the keys that begin with their name. */
const texts = ['about', 'contact', 'privacy', 'accessibility']
/** The doors of the portal: found by their name and their first sentence. */
const doors = ['projects', 'news', 'events', 'calls', 'network', 'exchange', 'funding', 'practices', 'results', 'record', 'data']

const inEveryLanguage = (say: (messages: Record<string, string | undefined>) => string): Localized =>
	Object.fromEntries(locales.map((locale) => [locale, say(messages[locale])]))

const pages = (): Item[] =>
	[...texts, ...doors].map((key) => ({
		kind: 'page',
		id: key,
		path: `/${key}`,
		title: inEveryLanguage((all) => all[`${key}.title`] ?? all[`nav.${key}`] ?? key),
		summary: inEveryLanguage((all) => plain(all[`${key}.lead`] ?? all[`${key}.description`] ?? '')),
		...(texts.includes(key)
			? {
					body: inEveryLanguage((all) =>
						plain(
							Object.entries(all)
								.flatMap(([name, text]) => (name.startsWith(`${key}.`) ? text : []))
								.join('\n')
						)
					)
				}
			: {})
	}))

/** A message without its parameters: {count, plural, …} is not something anybody looks for. */
function plain(message: string): string {
	for (let before = ''; before !== message;) {
		before = message
		message = message.replace(/\{[^{}]*\}/g, ' ')
	}
	return message
}

const priorityItems = (): Item[] =>
	priorities.map(({ key, name, summary, description }) => ({
		kind: 'priority',
		id: key,
		path: `/priorities/${key}`,
		title: name,
		summary,
		body: description,
		standing: 1
	}))

const themeItems = (): Item[] =>
	themes.map(({ key, name, keywords = {}, priority }) => ({
		kind: 'theme',
		id: key,
		// The page of a theme is everything that is about it.
		path: `/search?theme=${key}`,
		title: name,
		summary: inEveryKeyword(keywords),
		body: priorities.find((each) => each.key === priority)?.name,
		themes: [key],
		standing: 0.9
	}))

const inEveryKeyword = (keywords: Partial<Record<string, string[]>>): Localized =>
	Object.fromEntries(
		locales.flatMap((locale) => (keywords[locale]?.length ? [[locale, sentence(keywords[locale], locale)]] : []))
	)

const sentence = (words: string[], locale: string) => {
	const list = words.join(', ')
	return `${list[0]!.toLocaleUpperCase(locale)}${list.slice(1)}.`
}

const standings: Record<string, number> = { country: 1, region: 0.7, oblast: 0.8, department: 0.7, municipality: 0.6 }

const territoryItems = (): Item[] =>
	territories.map((each) => {
		const { code, kind, name, latin, exonym } = each
		const above = pathOf(code).slice(0, -1).toReversed()
		const level = territoryKinds.find(({ key }) => key === kind)!.name
		return {
			kind: 'territory',
			id: code,
			path: `/search?territory=${code}`,
			title: name,
			summary: Object.fromEntries(
				locales.map((locale) => [locale, [level[locale], ...above.map(({ name }) => name[locale])].join(' · ')])
			),
			names: [...new Set([latin, exonym ?? latin])].filter((each) => !Object.values(name).includes(each)),
			territories: [code],
			standing: standings[kind] ?? (isDistrict(each) ? 0.8 : 0.6)
		}
	})

/** What the programme itself has to show: its pages, priorities, themes and territories. */
export const programmeSource: Source = {
	kinds: ['page', 'priority', 'theme', 'territory'],
	list: async () => ({ items: [...pages(), ...priorityItems(), ...themeItems(), ...territoryItems()], next: null })
}

/** Brings the programme's own pages, themes and places up to date in the search. At every start: unchanged, it only looks. */
export const indexProgramme = (ctx: Ctx) => reindex(ctx, [programmeSource])
