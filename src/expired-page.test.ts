import { expect, test } from 'vitest'
import { locales, translate } from '#platform/i18n'
import { expiredPage } from './expired-page.ts'

const posted = (body: string, type = 'application/x-www-form-urlencoded') =>
	new Request('http://localhost/fr/workspace/applications/1/pages/one?check="x"', {
		method: 'POST',
		body,
		headers: { 'content-type': type }
	})

test.for([...locales])('what was typed stands in the page, to be sent again to the same address, in %s', async (locale) => {
	const form = new URLSearchParams([
		['title', '"><script>1</script>'],
		['way', 'a'],
		['way', 'b'],
		['summary', 'Un\r\ndeux'],
		['password', 'never'],
		['code', 'never'],
		['postcode', '1000'],
		['"x', '']
	])
	const answer = (await expiredPage(posted(form.toString()), locale))!
	expect(answer.status).toBe(401)
	expect(answer.headers.get('cache-control')).toBe('no-store')
	const html = await answer.text()
	expect(html).toContain(translate(locale, 'error.expired.again'))
	expect(html).toContain('action="/fr/workspace/applications/1/pages/one?check=%22x%22"')
	expect(html).toContain('name="title" value="&quot;>&lt;script>1&lt;/script>"')
	expect(html).toContain('name="way" value="a"><input type="hidden" name="way" value="b"')
	expect(html).toContain('value="Un\r\ndeux"')
	expect(html).toContain('name="&quot;x"')
	expect(html).toContain('name="postcode" value="1000"')
	expect(html).not.toContain('<script')
	expect(html).not.toContain('never')
})

test('a script’s save, a file and a page that is read are not kept', async () => {
	expect(await expiredPage(posted('{"a":1}', 'application/json'), 'fr')).toBe(null)
	expect(await expiredPage(posted('--x--', 'multipart/form-data; boundary=x'), 'fr')).toBe(null)
	expect(await expiredPage(new Request('http://localhost/fr/workspace'), 'fr')).toBe(null)
})

test('more than a form holds is refused', async () => {
	const long = `a=${'x'.repeat(2 * 1024 * 1024)}`
	await expect(expiredPage(posted(long), 'fr')).rejects.toMatchObject({ status: 413 })
})
