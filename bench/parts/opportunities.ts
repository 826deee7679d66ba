/** Made-up calls for funding: the same ones in every run, their words, themes and beneficiaries as unevenly common as in life. */
import { fundingProgrammes } from '../../programme/funding-programmes.ts'
import { organisationKinds } from '../../programme/organisation-kinds.ts'
import { pathOf, territories } from '../../programme/territories.ts'
import { themes } from '../../programme/themes.ts'
import { nothingAnnounced, type Announced } from '../../src/modules/funding/opportunity.ts'
import { chance, vocabulary } from './public-things.ts'

const places = {
	FR: territories.filter(({ code }) => pathOf(code)[0]?.code === 'FR'),
	BG: territories.filter(({ code }) => pathOf(code)[0]?.code === 'BG')
}
const DAY = 86_400_000

/** Call `number`: two thirds open, half in English alone, a third for one country, a tenth for a place within it. */
export function madeUpCall(number: number, now: Date): Announced {
	const draw = chance(number * 6271 + 5)
	const pick = <Value>(all: readonly Value[], unevenness = 1): Value => all[Math.floor(draw() ** unevenness * all.length)]!
	const some = <Value>(all: readonly Value[], most: number) =>
		[...new Set(Array.from({ length: 1 + Math.floor(draw() * most) }, () => pick(all, 2)))].sort()
	const locale = draw() < 0.5 ? 'en' : draw() < 0.5 ? 'fr' : 'bg'
	const words = (count: number) => Array.from({ length: count }, () => pick(vocabulary[locale], 3)).join(' ')
	const country = draw() < 0.33 ? (draw() < 0.6 ? 'FR' : 'BG') : null
	const closes = new Date(now.getTime() + (draw() * 1.5 - 0.5) * 365 * DAY)
	return {
		...nothingAnnounced,
		identifier: `CALL-${String(number).padStart(6, '0')}`,
		programme: pick(fundingProgrammes, 2).key,
		title: { [locale]: words(8) },
		text: { [locale]: words(30 + Math.floor(draw() * 60)) },
		budgetCents: Math.floor(10 ** (6 + draw() * 4)),
		rateMax: pick([50, 60, 80, 85, 100]),
		opensAt: new Date(closes.getTime() - 90 * DAY).toISOString(),
		deadlines: [{ at: closes.toISOString(), zone: 'Europe/Brussels', exact: true }],
		kinds: draw() < 0.6 ? some(organisationKinds, 4).map(({ key }) => key) : [],
		countries: country ? [country] : [],
		territories: country && draw() < 0.3 ? [pick(places[country]).code] : [],
		themes: some(themes, 3).map(({ key }) => key)
	}
}
