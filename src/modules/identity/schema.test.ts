import { expect, test } from 'vitest'
import { invitationForm, linkForm, localPath, newPasswordForm, profileForm } from './schema.ts'

test.for(['/fr/account', '/bg/office?x=1&y=%2F%2F', '/en/', '/fr/a#b', '/fr/търсене'])(
	'a path of this site is kept: %s',
	(path) => {
		expect(localPath(path)).toBe(new URL(path, 'http://x').href.slice('http://x'.length))
	}
)

test.for([
	'//evil.example',
	'///evil.example',
	'/\\evil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	'/fr/\\evil',
	'https://evil.example',
	'javascript:alert(1)',
	'evil.example',
	'',
	'/.//evil.example',
	'/..//evil.example',
	'/fr/\u0000',
	`/${'a'.repeat(600)}`,
	null,
	['/fr']
])('another site, or nonsense, is not: %j', (value) => {
	expect(localPath(value)).toBeNull()
})

test('an address is trimmed and lower-cased, and a list or a script is not one', () => {
	expect(linkForm.parse({ email: '  Élodie@Example.ORG '.replace('É', 'E') })).toEqual({
		email: 'elodie@example.org',
		next: null
	})
	for (const email of [
		'',
		'a',
		'a@',
		'@b',
		'a@b@c',
		'a b@c.org',
		'a@b.org,c@d.org',
		'a@b.org\nbcc: c@d.org',
		'<script>@x.org',
		'x'.repeat(300) + '@a.org'
	])
		expect(linkForm.safeParse({ email }).success, email).toBe(false)
	for (const email of [undefined, ['a@b.org', 'c@d.org'], 3, {}]) expect(linkForm.safeParse({ email }).success).toBe(false)
})

test('a name loses line breaks and direction marks, keeps letters of every script', () => {
	const read = (name: string) => profileForm.safeParse({ name, latinName: '', locale: 'fr' })
	expect(read('  Anne\r\n\tde  \u202eBretagne ').data).toEqual({ name: 'Anne de Bretagne', latinName: null, locale: 'fr' })
	expect(read('Ѝлка Ю. Щърбанова-Ѫ').data?.name).toBe('Ѝлка Ю. Щърбанова-Ѫ')
	expect(read(' \u200e'.replace('\u200e', '')).success).toBe(false)
	expect(read('x'.repeat(201)).success).toBe(false)
	expect(read('x'.repeat(1_000_000)).success).toBe(false)
	expect(profileForm.safeParse({ name: 'A', latinName: 'Щ', locale: 'fr' }).success).toBe(false)
	expect(profileForm.safeParse({ name: 'A', latinName: 'Élise O’Neill-Šćep', locale: 'fr' }).success).toBe(true)
	expect(profileForm.safeParse({ name: 'A', latinName: '', locale: 'de' }).success).toBe(false)
})

test('a password is the same composed or decomposed, and long enough', () => {
	expect(newPasswordForm.parse({ password: 'e\u0301le\u0300ve-modèle' }).password).toBe('élève-modèle')
	expect(newPasswordForm.safeParse({ password: 'courte' }).success).toBe(false)
	expect(newPasswordForm.safeParse({ password: 'x'.repeat(201) }).success).toBe(false)
})

test('nobody is invited to be a member, or to a role that does not exist', () => {
	const base = { email: 'a@example.org', service: '', locale: 'fr' }
	expect(invitationForm.parse({ ...base, role: 'head' })).toMatchObject({ role: 'head', service: null })
	for (const role of ['member', 'root', '']) expect(invitationForm.safeParse({ ...base, role }).success).toBe(false)
})
