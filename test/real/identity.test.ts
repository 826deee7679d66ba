import { existsSync, readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { RuleBroken } from '#platform/errors'
import { valuesOf } from '#platform/http.server'
import { correctProfile, findAccount } from '#modules/identity/accounts.server'
import { findInvitation } from '#modules/identity/invitations.server'
import { listPeople } from '#modules/steering/people.server'
import * as schema from '#modules/identity/schema'
import { actorOf, sessionCookie } from '#modules/identity/sessions.server'
import { findLink, signInByLink, signInByPassword } from '#modules/identity/sign-in.server'
import { buildSignedIn, FROM } from '#test/accounts'
import { actor, as, test } from '#test/support'

const file = new URL('../../../shared/data/nasty/blns.json', import.meta.url)

describe.skipIf(!existsSync(file))('the strings people should not type', () => {
	const strings = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []
	const typed = (text: string) => {
		const form = new FormData()
		for (const name of [
			'email',
			'name',
			'latinName',
			'password',
			'code',
			'next',
			'token',
			'kind',
			'give',
			'role',
			'service',
			'locale',
			'id'
		])
			form.set(name, text)
		return valuesOf(form)
	}

	test('get an answer from every form, and `next` never leaves the site', () => {
		for (const text of strings)
			for (const [name, form] of Object.entries(schema)) {
				if (!name.endsWith('Form')) continue
				const parsed = (form as typeof schema.nextForm).safeParse(typed(text))
				if (parsed.success && 'next' in parsed.data && parsed.data.next !== null)
					expect(new URL(parsed.data.next, 'https://here.example').origin, text).toBe('https://here.example')
			}
		expect(strings.length).toBeGreaterThan(400)
	})

	test('are stored as they are in a name, and found again', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		let stored = 0
		for (const text of strings) {
			const parsed = schema.profileForm.safeParse({ ...typed(text), latinName: '', locale: 'fr' })
			if (!parsed.success) continue
			await correctProfile(person.ctx, parsed.data)
			expect((await findAccount(ctx, person.accountId))!.name).toBe(parsed.data.name)
			const auditor = as(ctx, actor([{ service: null, role: 'auditor' }]))
			expect(
				(await listPeople(auditor, { q: parsed.data.name })).people.map(({ id }) => id),
				text
			).toEqual([person.accountId])
			stored++
		}
		expect(stored).toBeGreaterThan(300)
	})

	test('open nothing as password, link, invitation or cookie', async ({ ctx }) => {
		await buildSignedIn(ctx)
		for (const [index, raw] of strings.entries()) {
			const text = String(typed(raw).token ?? '')
			const from = { address: `198.51.${index >> 8}.${index & 255}`, userAgent: text }
			if (index % 8 === 0)
				await expect(signInByPassword(ctx, { email: text, password: text }, from)).rejects.toBeInstanceOf(RuleBroken)
			await expect(signInByLink(ctx, text, FROM)).rejects.toBeInstanceOf(RuleBroken)
			expect(await findLink(ctx, text)).toBeUndefined()
			expect(await findInvitation(ctx, text)).toBeUndefined()
			expect(await actorOf(ctx, new Headers({ cookie: `${sessionCookie()}=${encodeURIComponent(text)}` }))).toBeNull()
		}
	})
})
