import { learnBridge, type Bridge, type ParallelPair } from '#engines/matching/bridge'
import type { Localized } from '#platform/i18n'
import { everyLocale, type Locale } from '#platform/languages'
import { cooperationKinds } from '#programme/cooperation-kinds'
import { glossary } from '#programme/glossary'
import { organisationKinds } from '#programme/organisation-kinds'
import { priorities } from '#programme/priorities'
import { themes } from '#programme/themes'

let bridge: Bridge | undefined

/** The bridge between the languages, learned once a process from the programme's own words. */
export function programmeBridge(): Bridge {
	return (bridge ??= learnBridge(pairs()))
}

function pairs(): ParallelPair[] {
	const labels: Localized[] = [
		...glossary.map(([fr, bg, en]) => ({ fr, bg, en })),
		...[...themes, ...priorities, ...organisationKinds, ...cooperationKinds].map(({ name }) => name),
		// Keywords answer one another as a list, not one by one.
		...themes.flatMap(({ keywords }) => (keywords?.fr && (keywords.bg ?? keywords.en) ? [joined(keywords)] : []))
	]
	return labels.flatMap((label) =>
		[...new Set<Locale>(['bg', 'en', ...everyLocale])].flatMap((to): ParallelPair[] => {
			const [from, other] = [label.fr, label[to]]
			// What is not translated is lent by English: it would teach that two languages are one.
			const lent = to !== 'en' && other === label.en
			return to !== 'fr' && from && other !== undefined && !lent ? [{ from, to: other, fromLocale: 'fr', toLocale: to }] : []
		})
	)
}

const joined = (keywords: Partial<Record<Locale, string[]>>): Localized =>
	Object.fromEntries(everyLocale.map((locale) => [locale, (keywords[locale] ?? []).join(' ')]))
