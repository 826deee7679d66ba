import { describe, expect } from 'vitest'
import { programme } from '#programme/programme'
import { RuleBroken } from '#platform/errors'
import { contextOn, NOW, ownDatabase, queued, test, trail } from '#test/support'
import type { Ctx } from '#platform/ctx'
import { askTheService, contactMessages, forgetOldMessages } from './contact.server.ts'
import { contactForm, type ContactInput } from './schema.ts'

const input = (over: Partial<ContactInput> = {}): ContactInput => ({
	name: 'Мария Иванова',
	email: 'maria@example.org',
	organisation: null,
	subject: 'project',
	message: 'Търсим партньор за водопроводната мрежа.',
	website: '',
	...over
})
const from = { address: '192.0.2.1' }
const messages = (ctx: Ctx) => ctx.db.selectFrom('contactMessage').selectAll().orderBy('id').execute()
const mails = (ctx: Ctx) =>
	ctx.db.selectFrom('mail').select(['toAddress', 'replyTo', 'locale', 'kind', 'ref', 'subject', 'text']).orderBy('id').execute()

describe('asking the service', () => {
	test('keeps the message, hands it to the service and acknowledges it in the page’s language', async ({ ctx }) => {
		await askTheService({ ...ctx, locale: 'bg' }, input({ organisation: 'Община Габрово' }), from)
		const [message, ...others] = await messages(ctx)
		expect(others).toEqual([])
		expect(message).toMatchObject({
			name: 'Мария Иванова',
			email: 'maria@example.org',
			organisation: 'Община Габрово',
			subject: 'project',
			locale: 'bg',
			receivedAt: NOW
		})
		const ref = `contact-message:${message!.id}`
		expect(await trail(ctx, ref)).toEqual([
			{ action: 'contact.received', actorId: null, data: { subject: 'project', locale: 'bg' } }
		])

		const [toService, toSender, ...more] = await mails(ctx)
		expect(more).toEqual([])
		expect(toService).toMatchObject({
			toAddress: programme.contact.email,
			replyTo: 'maria@example.org',
			locale: programme.defaultLanguage,
			kind: 'newsroom.message',
			ref
		})
		for (const part of ['Мария Иванова', 'Община Габрово', 'Търсим партньор']) expect(toService!.text).toContain(part)
		expect(toSender).toMatchObject({ toAddress: 'maria@example.org', locale: 'bg', kind: 'newsroom.acknowledgement', ref })
		expect(await queued(ctx, 'mail.deliver')).toHaveLength(2)
	})

	test('the acknowledgement repeats nothing that was typed', async ({ ctx }) => {
		await askTheService(
			ctx,
			input({ name: 'Win now https://bad.example', organisation: 'Cheap pills', message: 'Click https://bad.example' }),
			from
		)
		const acknowledgement = (await mails(ctx)).find(({ kind }) => kind === 'newsroom.acknowledgement')!
		expect(acknowledgement.text + acknowledgement.subject).not.toMatch(/bad\.example|Win now|pills|Click/)
	})

	test('a field that people do not see, filled in, and nothing is kept', async ({ ctx }) => {
		await askTheService(ctx, input({ website: 'https://bad.example' }), from)
		expect(await messages(ctx)).toEqual([])
		expect(await mails(ctx)).toEqual([])
	})

	test('twice the same words on a day are one message, other words are another', async ({ ctx }) => {
		await askTheService(ctx, input(), from)
		await askTheService(ctx, input({ email: 'Maria@Example.org' }), from)
		expect(await messages(ctx)).toHaveLength(1)
		expect(await mails(ctx)).toHaveLength(2)
		await askTheService(ctx, input({ message: 'И още нещо.' }), from)
		await askTheService({ ...ctx, now: new Date(NOW.getTime() + 86_400_000) }, input(), from)
		expect(await messages(ctx)).toHaveLength(3)
	})

	test('six posts of one form at once: one message, two letters', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => askTheService(ctx, input(), from)))
		// The sixth is one too many for the limit; none of the others failed.
		expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
		expect(await messages(ctx)).toHaveLength(1)
		expect(await mails(ctx)).toHaveLength(2)
	})

	test('a flood is refused, for the sender and for the address, and nothing of it is kept', async ({ ctx }) => {
		const refused = (over: Partial<ContactInput>, address = from.address) =>
			askTheService(ctx, input(over), { address }).then(
				() => null,
				(cause) => (cause instanceof RuleBroken ? [cause.status, cause.key] : cause)
			)
		for (let i = 0; i < 5; i++) expect(await refused({ message: `${i}` })).toBeNull()
		expect(await refused({ message: 'six' })).toEqual([429, 'error.identity.too_many'])
		expect(await messages(ctx)).toHaveLength(5)

		for (let i = 0; i < 30; i++) await refused({ email: `a${i}@example.org` }, '192.0.2.7')
		expect(await refused({ email: 'last@example.org' }, '192.0.2.7')).toEqual([429, 'error.identity.too_many'])
		expect(await refused({ email: 'last@example.org' }, '192.0.2.8')).toBeNull()

		const later = { ...ctx, now: new Date(NOW.getTime() + 61 * 60_000) }
		await askTheService(later, input({ message: 'later' }), from)
		expect(await messages(ctx)).toHaveLength(5 + 30 + 1 + 1)
	})
})

describe('what is kept', () => {
	test('goes after a year, with the letters that repeat it; younger messages stay', async ({ ctx }) => {
		await askTheService(ctx, input(), from)
		await askTheService({ ...ctx, now: new Date('2027-03-02T12:00:00Z') }, input({ message: 'younger' }), from)
		expect(await forgetOldMessages({ ...ctx, now: new Date('2028-03-01T11:59:59Z') })).toBe(0)
		expect(await forgetOldMessages({ ...ctx, now: new Date('2028-03-01T12:00:00Z') })).toBe(1)
		expect(await messages(ctx)).toMatchObject([{ message: 'younger' }])
		expect(await mails(ctx)).toHaveLength(2)
		expect(await forgetOldMessages({ ...ctx, now: new Date('2028-03-01T12:00:00Z') })).toBe(0)
	})

	test('is in the export of the account with that address, and goes with it; others’ stays', async ({ ctx }) => {
		const id = '0198f000-0000-7000-8000-000000000001'
		await ctx.db.insertInto('account').values({ id, email: 'MARIA@example.org', createdAt: NOW, updatedAt: NOW }).execute()
		await askTheService(ctx, input(), from)
		await askTheService(ctx, input({ email: 'other@example.org' }), from)
		expect(await contactMessages.export(ctx, id)).toMatchObject([
			{ message: 'Търсим партньор за водопроводната мрежа.', subject: 'project' }
		])
		await contactMessages.erase(ctx, { id, email: 'maria@example.org' })
		expect(await messages(ctx)).toMatchObject([{ email: 'other@example.org' }])
		expect((await mails(ctx)).map(({ replyTo, toAddress }) => replyTo ?? toAddress)).toEqual([
			'other@example.org',
			'other@example.org'
		])
	})
})

describe('the form', () => {
	const errors = (values: Record<string, unknown>) => {
		const parsed = contactForm.safeParse({ name: 'M', email: 'm@example.org', subject: 'other', message: 'x', ...values })
		return parsed.success ? parsed.data : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
	}

	test('takes what people type, tidied', () => {
		expect(errors({ name: '  Marie\n Dupont ', organisation: '  ', message: ' a\r\nb ' })).toEqual({
			name: 'Marie Dupont',
			email: 'm@example.org',
			organisation: null,
			subject: 'other',
			message: 'a\nb',
			website: ''
		})
		expect(errors({ message: 'x\r\n'.repeat(2500) })).toMatchObject({ name: 'M' })
	})

	test('names what is wrong, field by field', () => {
		expect(errors({ name: ' ', email: 'marie', subject: '', message: '' })).toEqual([
			'name: error.contact.name',
			'email: error.contact.email',
			'subject: error.contact.subject',
			'message: error.contact.message'
		])
		expect(errors({ name: 'x'.repeat(201), organisation: 'x'.repeat(1_000_000), message: 'x'.repeat(5001) })).toEqual([
			'name: error.too_long',
			'organisation: error.too_long',
			'message: error.contact.message_long'
		])
		expect(errors({ email: 'a@b.c\nBcc: d@e.f', subject: '__proto__' })).toEqual([
			'email: error.contact.email',
			'subject: error.contact.subject'
		])
		expect(errors({ name: ['a', 'b'] })).toHaveLength(1)
	})
})
