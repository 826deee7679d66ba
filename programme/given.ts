import { chosen } from '#platform/chosen'
import type { HolidayCalendar } from '#platform/calendar'
import type { DemoAccount } from './demo/accounts.ts'
import type { DemoOrganisation } from './demo/organisations.ts'
import type { InEveryLanguage, Programme, Territory, TerritoryKind, Theme } from './shape.ts'

/** What the folder of another programme gives in place of what this one says. */
export type Given = {
	programme: Programme
	themes: Theme[]
	levels: TerritoryKind[]
	territories: Territory[]
	holidays: { calendars: Record<string, HolidayCalendar>; names: Record<string, InEveryLanguage> }
	demo: { accounts: DemoAccount[]; organisations: DemoOrganisation[] }
}

/** Undefined where the programme is the one built in. */
export const given = chosen?.programme as Given | undefined

/**
 * A list that all programmes share, with the names the folder's sentences give it (`list.<list>.<key>`) in languages that
 * the list itself does not speak.
 */
export function named<Each extends { key: string; name: InEveryLanguage }>(list: string, items: Each[]): Each[] {
	if (!chosen) return items
	return items.map((item) => {
		const name: Record<string, string> = { ...item.name }
		for (const [language, sentences] of Object.entries(chosen!.messages))
			name[language] = sentences[`list.${list}.${item.key}`] ?? name[language] ?? item.name.en
		return { ...item, name: name as InEveryLanguage }
	})
}
