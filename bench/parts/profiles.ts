/** Made-up profiles of both countries: the same ones in every run, their words and themes as unevenly common as in real life. */
import type { Profile, Role } from '../../src/engines/matching/profile.ts'
import type { Locale } from '../../src/platform/i18n.ts'
import { cooperationKinds } from '../../programme/cooperation-kinds.ts'
import { organisationKinds } from '../../programme/organisation-kinds.ts'
import { pathOf, territories } from '../../programme/territories.ts'
import { themes } from '../../programme/themes.ts'
import { chance, vocabulary } from './public-things.ts'

const places = {
	FR: territories.filter(({ code }) => pathOf(code)[0]?.code === 'FR'),
	BG: territories.filter(({ code }) => pathOf(code)[0]?.code === 'BG')
}

/** Profile `number` of the role; half of them French. About 25 words in one language, some in two. */
export function madeUp(number: number, role: Role): Profile {
	const draw = chance(number * 7919 + role.length)
	const pick = <Value>(all: readonly Value[], unevenness = 1): Value => all[Math.floor(draw() ** unevenness * all.length)]!
	const some = <Value>(all: readonly Value[], most: number, unevenness = 1) =>
		[...new Set(Array.from({ length: 1 + Math.floor(draw() * most) }, () => pick(all, unevenness)))].sort()
	const country = number % 2 === 0 ? 'FR' : 'BG'
	const place = pick(places[country])
	const kinds = some(cooperationKinds, 2).map(({ key }) => key)
	const text = (locale: Locale) =>
		Array.from({ length: 10 + Math.floor(draw() * 30) }, () => pick(vocabulary[locale], 3)).join(' ')
	const own: Locale = country === 'FR' ? 'fr' : 'bg'
	const from = draw() < 0.5 ? `2027-0${1 + Math.floor(draw() * 9)}-01` : null
	return {
		id: `${role}:${number}`,
		owner: `${number % 40_000}:${role}`,
		role,
		country,
		kind: pick(organisationKinds, 2).key,
		territory: pathOf(place.code).map(({ code }) => code),
		level: place.kind,
		wish: draw() < 0.1 ? pick(places[country === 'FR' ? 'BG' : 'FR']).code : null,
		population: draw() < 0.5 ? Math.floor(500 * 10 ** (draw() * 3)) : null,
		size: draw() < 0.5 ? pick(['micro', 'small', 'medium', 'large']) : null,
		themes: some(themes, 4, 1.5).map(({ key }) => key),
		offers: role === 'offer' || (role === 'organisation' && draw() < 0.3) ? kinds : [],
		needs: role === 'need' || role === 'idea' ? kinds : [],
		texts: { [own]: text(own), ...(draw() < 0.2 ? { en: text('en') } : {}) },
		languages: draw() < 0.7 ? some([own, 'en', 'fr', 'de'], 2) : [],
		from,
		until: from === null ? null : '2027-12-31'
	}
}

/** The profile of a number among `100,000`: one offer for every four organisations. */
export const candidate = (number: number): Profile => madeUp(number, number % 5 === 0 ? 'offer' : 'organisation')
