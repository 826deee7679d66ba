import { learnBridge, type Bridge, type ParallelPair } from '#engines/matching/bridge'
import { cooperationKinds } from '#programme/cooperation-kinds'
import { glossary } from '#programme/glossary'
import { organisationKinds } from '#programme/organisation-kinds'
import { priorities } from '#programme/priorities'
import { themes } from '#programme/themes'

let bridge: Bridge | undefined

/** The bridge between the three languages, learned once a process from the programme's own words. */
export function programmeBridge(): Bridge {
	return (bridge ??= learnBridge(pairs()))
}

function pairs(): ParallelPair[] {
	const labels = [
		...glossary.map(([fr, bg, en]) => ({ fr, bg, en })),
		...[...themes, ...priorities, ...organisationKinds, ...cooperationKinds].map(({ name }) => name),
		// Keywords answer one another as a list, not one by one.
		...themes.flatMap(({ keywords }) =>
			keywords?.fr && keywords.bg
				? [{ fr: keywords.fr.join(' '), bg: keywords.bg.join(' '), en: (keywords.en ?? []).join(' ') }]
				: []
		)
	]
	return labels.flatMap(({ fr, bg, en }): ParallelPair[] => [
		{ from: fr, to: bg, fromLocale: 'fr', toLocale: 'bg' },
		{ from: fr, to: en, fromLocale: 'fr', toLocale: 'en' }
	])
}
