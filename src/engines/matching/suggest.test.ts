import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { learnBridge } from './bridge.ts'
import { indexBuilder } from './index.ts'
import type { Profile, Role, Rules } from './profile.ts'
import { mutualFit, periodLikeness, placeLikeness, sizeLikeness, themeCloseness } from './signals.ts'
import { suggest } from './suggest.ts'

const rules: Rules = {
	weights: { theme: 30, text: 20, kind: 16, mutual: 8, peer: 6, place: 6, size: 5, language: 6, period: 3 },
	themes: { water: 'green', waste: 'green', climate: 'green', inclusion: 'social', youth: 'social', justice: 'state' },
	cooperation: {
		host: { meets: ['guest'], mutual: false },
		guest: { meets: ['host'], mutual: false },
		training: { meets: ['training'], mutual: false },
		twinning: { meets: ['twinning'], mutual: true }
	},
	sectors: { town: 'public', agency: 'public', firm: 'private' },
	levels: { department: 'middle', oblast: 'middle' }
}

const bridge = learnBridge(
	[
		['gestion de l’eau', 'управление на водите'],
		['eau potable', 'питейна вода'],
		['gestion des déchets', 'управление на отпадъците'],
		['école primaire', 'начално училище']
	].map(([from, to]) => ({ from: from!, to: to!, fromLocale: 'fr' as const, toLocale: 'bg' as const }))
)

const blank: Profile = {
	id: 'x',
	owner: 'x',
	role: 'organisation',
	country: 'BG',
	kind: null,
	territory: [],
	level: null,
	wish: null,
	population: null,
	size: null,
	themes: [],
	offers: [],
	needs: [],
	texts: {},
	languages: [],
	from: null,
	until: null
}
const need: Profile = {
	...blank,
	id: 'need',
	owner: 'lyon',
	role: 'need',
	country: 'FR',
	kind: 'town',
	territory: ['FR', 'FRK'],
	level: 'municipality',
	population: 30_000,
	themes: ['water', 'climate'],
	needs: ['guest'],
	texts: { fr: 'Assainissement et eau potable' },
	languages: ['fr', 'en']
}
const indexOf = (profiles: readonly Profile[]) => {
	const builder = indexBuilder(bridge, rules)
	for (const profile of profiles) builder.add(profile)
	return builder.finish()
}
const host: Profile = {
	...blank,
	id: 'host',
	owner: 'gabrovo',
	role: 'offer',
	kind: 'town',
	territory: ['BG', 'BG32'],
	level: 'municipality',
	population: 40_000,
	themes: ['water'],
	offers: ['host'],
	texts: { bg: 'Питейна вода и канализация' },
	languages: ['bg', 'en']
}

const some = <Value>(values: readonly Value[]) => fc.subarray([...values])
const day = fc.constantFrom(null, '2027-01-01', '2027-05-01', '2027-09-01')
const words = ['eau', 'potable', 'déchets', 'gestion', 'école', 'вода', 'водите', 'отпадъците', 'училище', 'управление']
const profile = (role: fc.Arbitrary<Role> = fc.constantFrom('offer', 'need', 'organisation')): fc.Arbitrary<Profile> =>
	fc.record({
		id: fc.uuid(),
		owner: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
		role,
		country: fc.constantFrom('FR', 'BG'),
		kind: fc.constantFrom(null, 'town', 'agency', 'firm', 'unknown'),
		territory: fc.constantFrom([], ['FR'], ['FR', 'FRK'], ['BG', 'BG32']),
		level: fc.constantFrom(null, 'municipality', 'department', 'oblast'),
		wish: fc.constantFrom(null, 'FRK', 'BG'),
		population: fc.option(fc.nat(3_000_000)),
		size: fc.constantFrom(null, 'micro', 'small', 'large'),
		themes: some(Object.keys(rules.themes)),
		offers: some(Object.keys(rules.cooperation)),
		needs: some(Object.keys(rules.cooperation)),
		texts: fc.record(
			{ fr: some(words).map((all) => all.join(' ')), bg: some(words).map((all) => all.join(' ')) },
			{ requiredKeys: [] }
		) as fc.Arbitrary<Profile['texts']>,
		languages: some(['fr', 'bg', 'en']),
		from: day,
		until: day
	})

describe('suggestions', () => {
	test('the one that answers comes first, with what made it so, strongest first', () => {
		const [first] = suggest(
			indexOf([{ ...blank, id: 'other', owner: 'o' }, host, { ...host, id: 'youth', owner: 'v', themes: ['youth'], texts: {} }]),
			need
		)
		expect(first).toMatchObject({ id: 'host', owner: 'gabrovo', caution: null })
		expect(first!.reasons.map(({ code }) => code)).toEqual(['kind', 'theme', 'text', 'mutual'])
		expect(first!.reasons[1]).toEqual({ code: 'theme', themes: ['water'] })
		expect(first!.reasons[0]).toEqual({ code: 'kind', offers: ['host'], needs: [] })
		expect(first!.reasons[2]).toMatchObject({ words: expect.arrayContaining([{ own: 'eau', theirs: 'вода' }]) })
	})

	test('a number two texts share is no reason', () => {
		const [first] = suggest(indexOf([{ ...host, texts: { bg: '40 000 жители, питейна вода' } }]), {
			...need,
			texts: { fr: 'Une ville de 40 000 habitants, eau potable' }
		})
		const words = first!.reasons.flatMap((reason) => (reason.code === 'text' ? reason.words.map(({ theirs }) => theirs) : []))
		expect(words).toContain('вода')
		expect(words.filter((word) => /\d/.test(word))).toEqual([])
	})

	test('never its own, never its own country, never the same side, nor whom the caller leaves out', () => {
		const index = indexOf([
			host,
			{ ...host, id: 'own', owner: 'lyon' },
			{ ...host, id: 'french', country: 'FR' },
			{ ...host, id: 'need too', role: 'need' },
			{ ...host, id: 'left out' }
		])
		const found = suggest(index, need, { without: (id) => id === 'left out' })
		expect(found.map(({ id }) => id)).toEqual(['host'])
	})

	test('who shares nothing is left out; an empty index suggests nobody', () => {
		expect(suggest(indexOf([{ ...blank, from: '2030-01-01' }]), { ...need, until: '2029-01-01' })).toEqual([])
		expect(suggest(indexOf([]), need)).toEqual([])
	})

	test('a caution says what speaks against it, one at most', () => {
		const cautions = (over: Partial<Profile>) => suggest(indexOf([{ ...host, ...over }]), need)[0]!.caution
		expect(cautions({ languages: ['bg'] })).toEqual({ code: 'no-language' })
		expect(cautions({ languages: ['bg'], from: '2030-01-01' })).toEqual({ code: 'no-language' })
		expect(cautions({ languages: [] })).toEqual({ code: 'unknown-language' })
		expect(cautions({ themes: ['justice'] })).toEqual({ code: 'no-theme' })
	})

	test('a profile comes once', () => {
		const builder = indexBuilder(bridge, rules)
		builder.add(host)
		expect(() => builder.add(host)).toThrow(RangeError)
	})

	test('the pruned answer is the exhaustive one', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(profile(), { minLength: 1, maxLength: 60, selector: ({ id }) => id }),
				profile(fc.constantFrom('offer', 'need', 'organisation', 'idea')),
				fc.integer({ min: 1, max: 8 }),
				(profiles, asker, limit) => {
					const index = indexOf(profiles)
					const without = (_: string, owner: string) => owner === 'a'
					const pruned = suggest(index, asker, { limit, without })
					expect(pruned).toEqual(suggest(index, asker, { limit: 1000, without, exhaustive: true }).slice(0, limit))
					for (const { score, reasons, signals } of pruned) {
						expect(score).toBeGreaterThan(0)
						expect(score).toBeLessThanOrEqual(1)
						expect(reasons.length).toBeLessThanOrEqual(4)
						expect(Object.values(signals).every((value) => value >= 0 && value <= 1)).toBe(true)
					}
				}
			)
		)
	})

	test('nor does it change with texts as long as in life, and where they weigh half', () => {
		const heavy = { ...rules, weights: { ...rules.weights, text: 98 } }
		const long = fc.array(
			fc.constantFrom(...words, ...Array.from({ length: 60 }, (_, at) => `mot${'abcdefghij'[at % 10]}${at}`)),
			{
				minLength: 5,
				maxLength: 80
			}
		)
		fc.assert(
			fc.property(fc.array(fc.tuple(long, long), { minLength: 30, maxLength: 60 }), long, (texts, asked) => {
				const builder = indexBuilder(bridge, heavy)
				texts.forEach(([fr, bg], at) =>
					builder.add({
						...host,
						id: `${at}`,
						owner: `${at}`,
						themes: at % 3 ? ['water'] : [],
						texts: { fr: fr.join(' '), bg: bg.join(' ') }
					})
				)
				const index = builder.finish()
				const asker = { ...need, texts: { fr: asked.join(' ') } }
				expect(suggest(index, asker, { limit: 5 })).toEqual(suggest(index, asker, { limit: 60, exhaustive: true }).slice(0, 5))
			}),
			{ numRuns: 40 }
		)
	})

	test('what each is to the other is the same from both sides', () => {
		fc.assert(
			fc.property(profile(), profile(), (one, other) => {
				expect(mutualFit(one, other, rules)).toBe(mutualFit(other, one, rules))
				expect(placeLikeness(one, other, rules)).toBe(placeLikeness(other, one, rules))
				expect(sizeLikeness(one, other)).toBeCloseTo(sizeLikeness(other, one), 12)
				expect(periodLikeness(one, other)).toBe(periodLikeness(other, one))
			})
		)
	})

	test('one more shared theme never makes two less close, and a rarer one makes them closer', () => {
		const rarity = new Map(Object.keys(rules.themes).map((theme, at) => [theme, 0.5 + at / 12]))
		fc.assert(
			fc.property(some(Object.keys(rules.themes)), some(Object.keys(rules.themes)), (asked, held) => {
				for (const theme of asked.filter((one) => !held.includes(one)))
					expect(themeCloseness(asked, [...held, theme], rarity, rules)).toBeGreaterThanOrEqual(
						themeCloseness(asked, held, rarity, rules)
					)
			})
		)
		const asked = ['water', 'justice']
		expect(themeCloseness(asked, ['justice'], rarity, rules)).toBeGreaterThan(themeCloseness(asked, ['water'], rarity, rules))
		expect(themeCloseness(asked, ['waste'], rarity, rules)).toBeLessThan(themeCloseness(asked, ['water'], rarity, rules))
	})
})
