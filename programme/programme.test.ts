import { describe, expect, test } from 'vitest'
import { roles } from '#platform/ctx'
import { locales } from '#platform/i18n'
import { demoAccounts, demoOrganisations, demoPassword } from './demo.ts'
import { organisationKind, organisationKinds } from './organisation-kinds.ts'
import { programme } from './programme.ts'
import { territory } from './territories.ts'
import { theme, themes } from './themes.ts'

const keysAreUnique = (items: { key: string }[]) => new Set(items.map((item) => item.key)).size === items.length

describe('the programme', () => {
	test('has its two countries, three services and three priorities', () => {
		expect(programme.countries.map((country) => territory(country.code)?.kind)).toEqual(['country', 'country'])
		expect(programme.services.map((service) => service.key)).toEqual(['cit', 'education-language', 'ser'])
		expect(programme.priorities.map((priority) => priority.key)).toEqual(['sustainable-development', 'inclusion', 'institutions'])
	})

	test('says everything in each of its languages', () => {
		expect(programme.languages).toEqual([...locales])
		const texts: Record<string, unknown>[] = []
		const collect = (value: unknown): void => {
			if (typeof value !== 'object' || value === null) return
			if ('fr' in value) texts.push(value as Record<string, unknown>)
			for (const inner of Object.values(value)) collect(inner)
		}
		collect([programme, themes, organisationKinds, demoOrganisations])
		expect(texts.length).toBeGreaterThan(200)
		for (const text of texts) {
			for (const locale of locales) expect(text[locale], JSON.stringify(text)).toSatisfy((of) => of?.length > 0)
			if (typeof text.bg === 'string') expect(text.bg).toMatch(/\p{Script=Cyrillic}/u)
			if (typeof text.fr === 'string') expect(text.fr).not.toMatch(/\p{Script=Cyrillic}|'/u)
			if (typeof text.en === 'string') expect(text.en).not.toMatch(/\p{Script=Cyrillic}|'/u)
		}
	})
})

describe('themes', () => {
	test('belong each to one priority, with goals and purpose codes', () => {
		expect(keysAreUnique(themes)).toBe(true)
		for (const each of themes) {
			expect(each.key).toMatch(/^[a-z]+(-[a-z]+)*$/)
			expect(programme.priorities.find((priority) => priority.key === each.priority)?.themes).toContain(each.key)
			expect(each.sdgs.length, each.key).toBeGreaterThan(0)
			for (const goal of each.sdgs) expect(goal >= 1 && goal <= 17).toBe(true)
			expect(each.oecd.length, each.key).toBeGreaterThan(0)
			for (const code of each.oecd) expect(code).toMatch(/^[1-9]\d{4}$/)
		}
		expect(programme.priorities.flatMap((priority) => priority.themes)).toHaveLength(themes.length)
	})
})

describe('kinds of organisation', () => {
	test('never take an oblast for a local authority', () => {
		expect(keysAreUnique(organisationKinds)).toBe(true)
		expect(organisationKind('local-authority')?.name.bg).not.toMatch(/област/i)
		expect(organisationKind('state-district')?.name.bg).toMatch(/област/i)
	})
})

describe('the demo', () => {
	test('has a sign-in for every role, at addresses nobody owns', () => {
		const held = new Set(demoAccounts.flatMap((account) => account.roles.map(({ role }) => role)))
		expect(held).toEqual(new Set(roles))
		expect(new Set(demoAccounts.map((account) => account.email)).size).toBe(demoAccounts.length)
		for (const account of demoAccounts) {
			expect(account.email).toMatch(/^[a-z.-]+@example\.org$/)
			expect(/\p{Script=Cyrillic}/u.test(account.name)).toBe(account.latinName !== undefined)
			for (const { service } of account.roles) if (service) expect(programme.services.map(({ key }) => key)).toContain(service)
			if (account.organisation) expect(demoOrganisations.map(({ key }) => key)).toContain(account.organisation)
		}
		expect(demoPassword.length).toBeGreaterThanOrEqual(12)
	})

	test('shows organisations that say they are fictional, in places that exist', () => {
		expect(keysAreUnique(demoOrganisations)).toBe(true)
		for (const each of demoOrganisations) {
			expect(organisationKind(each.kind), each.key).toBeDefined()
			expect(territory(each.territory), each.key).toBeDefined()
			for (const key of each.themes) expect(theme(key), `${each.key} ${key}`).toBeDefined()
			expect(each.name.fr).toMatch(/fictif|fictive/)
			expect(each.name.bg).toMatch(/измислен/)
			expect(each.name.en).toMatch(/fictional/)
		}
		const sides = new Set(demoOrganisations.map((each) => (each.territory.startsWith('FR') ? 'FR' : 'BG')))
		expect(sides.size).toBe(2)
	})
})
