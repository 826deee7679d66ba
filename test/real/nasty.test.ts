import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect } from 'vitest'
import { correctProfile, findAccount } from '#modules/identity/accounts.server'
import { localPath, profileForm } from '#modules/identity/schema'
import { parseForm } from '#platform/http.server'
import { buildSignedIn } from '#test/accounts'
import { test } from '#test/support'

const file = resolve(import.meta.dirname, '../../../shared/data/nasty/blns.json')
const texts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []
const posted = (fields: Record<string, string>) =>
	new Request('http://here.invalid/', { method: 'POST', body: new URLSearchParams(fields) })

describe.skipIf(!texts.length)('the big list of naughty strings', () => {
	test('is a long one', () => {
		expect(texts.length).toBeGreaterThan(400)
	})

	test('typed as a name is either refused by name or kept as typed, and nothing breaks', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		let kept = 0
		for (const text of texts) {
			const form = await parseForm(posted({ name: text, latinName: '', locale: 'fr' }), profileForm)
			if (!form.ok) {
				expect(Object.keys(form.errors)).toEqual(['name'])
				continue
			}
			await correctProfile(person.ctx, form.data)
			expect((await findAccount(ctx, person.accountId))?.name).toBe(form.data.name)
			kept++
		}
		expect(kept).toBeGreaterThan(200)
	})

	test('as the page to go on to never leads to another site', () => {
		for (const text of texts) {
			const path = localPath(text)
			if (path !== null) expect(new URL(path, 'https://here.invalid').origin).toBe('https://here.invalid')
		}
		expect(localPath('//evil.example')).toBeNull()
	})
})
