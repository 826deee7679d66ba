import { Parser } from 'htmlparser2'
import { expect, test } from 'vitest'
import { goes, signIn } from './people.ts'
import { barriers, overflow, rows, url, visit, type Visit } from './support.ts'

const press = (one: Visit, selector: string) => goes(one, () => one.page.click(selector))
const idOf = (one: Visit) => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(one.page.url())![0]

test('an article is written in French, translated, published and corrected; its translation is then outdated', async () => {
	const editor = await visit()
	await signIn(editor, 'fr', 'editor@example.org')
	await editor.open('/fr/office/newsroom/articles/new')
	expect(await barriers(editor.page)).toEqual([])
	await editor.page.fill('[name=title]', 'Un atelier à Vratsa')
	await press(editor, 'main form[method=post] button')
	const id = idOf(editor)
	const at = `/fr/office/newsroom/articles/${id}`

	// Written in the editor: headings and points by its buttons, a paste from Word, a card by its address.
	const paper = editor.page.locator('.tiptap')
	await paper.waitFor()
	await paper.click()
	await editor.page.keyboard.type('Deux jours de travail.')
	await editor.page.keyboard.press('Enter')
	await editor.page.getByRole('button', { name: 'Titre', exact: true }).click()
	// The button gives the keys back once the line is a heading.
	await expect.poll(() => paper.locator('h2').count()).toBe(1)
	await expect.poll(() => paper.evaluate((element) => element.contains(document.activeElement))).toBe(true)
	await editor.page.keyboard.type('Ce qui reste')
	await editor.page.keyboard.press('Enter')
	await paper.evaluate((element) => {
		const data = new DataTransfer()
		data.setData(
			'text/html',
			'<p class=MsoListParagraph style="mso-list:l0">Une <b>carte</b></p><p class=MsoListParagraph style="mso-list:l0">Un <a href="javascript:alert(1)" onclick="alert(1)">plan</a></p><script>alert(1)</script>'
		)
		element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
	})
	await editor.page.fill('[name=lead]', 'Huit agents, deux jours.')
	expect(await editor.page.inputValue('[name=body]')).toBe(
		'Deux jours de travail.\n\n## Ce qui reste\n\n- Une **carte**\n- Un plan'
	)
	expect(await barriers(editor.page)).toEqual([])
	// The browser refuses the styles and the handler of what was pasted, and says so; nothing else is wrong.
	expect(editor.complaints().filter((said) => !/Content Security Policy/.test(said))).toEqual([])
	await press(editor, 'form[action="?/save"] p > button')
	await press(editor, 'form[action="?/publish"] button')

	// Translated beside the original, and published.
	await editor.open(`${at}/bg`)
	expect(await editor.page.locator('.original').innerText()).toContain('Deux jours de travail.')
	await editor.page.locator('.tiptap').waitFor()
	await editor.page.fill('[name=title]', 'Работилница във Враца')
	await editor.page.fill('[name=lead]', 'Осем служители, два дни.')
	await editor.page.getByRole('button', { name: 'Texte simple' }).click()
	await editor.page.fill('[name=body]', 'Два дни работа.')
	await press(editor, 'form[action="?/save"] p > button')
	await press(editor, 'form[action="?/publish"] button')
	const stateOf = async (locale: string) => {
		await editor.open(at)
		return editor.page.locator(`tr:has(a[href="${at}/${locale}"]) .tag`).innerText()
	}
	expect([await stateOf('fr'), await stateOf('bg'), await stateOf('en')]).toEqual(['En ligne', 'En ligne', 'À traduire'])
	expect(await barriers(editor.page)).toEqual([])

	// Read by anybody, in either language and, where there is none, in the original.
	const reader = await visit()
	await reader.open('/bg/news/un-atelier-a-vratsa')
	expect(new URL(reader.page.url()).pathname).toBe('/bg/news/rabotilnitsa-vav-vratsa')
	expect(await reader.page.locator('link[rel=canonical]').count()).toBe(1)
	expect(await barriers(reader.page)).toEqual([])
	await reader.page.setViewportSize({ width: 375, height: 800 })
	expect(await overflow(reader.page)).toBe(0)
	const picture = await reader.page.locator('meta[property="og:image"]').getAttribute('content')
	const png = await fetch(new URL(new URL(picture!).pathname, url))
	expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png'])
	await reader.open('/en/news/un-atelier-a-vratsa')
	expect(await reader.page.locator('h1').getAttribute('lang')).toBe('fr')
	expect(await (await fetch(new URL('/bg/news.atom', url))).text()).toContain('Работилница във Враца')
	expect(await (await fetch(new URL('/sitemap.xml', url))).text()).toContain('/bg/news/rabotilnitsa-vav-vratsa')

	// Corrected under another title: the translation is marked, the earlier address leads on, the first version is kept.
	await editor.open(`${at}/fr`)
	await editor.page.locator('.tiptap').waitFor()
	await editor.page.fill('[name=title]', 'Un atelier de deux jours à Vratsa')
	await press(editor, 'form[action="?/save"] p > button')
	expect([await stateOf('fr'), await stateOf('bg')]).toEqual(['En ligne', 'À revoir'])
	await reader.open('/fr/news/un-atelier-a-vratsa')
	expect(new URL(reader.page.url()).pathname).toBe('/fr/news/un-atelier-de-deux-jours-a-vratsa')
	await editor.open(`${at}/fr`)
	await editor.page.locator('details:has(.versions) summary').click()
	await press(editor, '.versions li:nth-child(2) button')
	await reader.open('/fr/news/un-atelier-a-vratsa')
	expect(await reader.page.locator('h1').innerText()).toBe('Un atelier à Vratsa')
})

test('whatever is posted as a text, without JavaScript, nothing but known elements reaches the page', async () => {
	const editor = await visit({ javaScript: false })
	await signIn(editor, 'fr', 'editor@example.org')
	await editor.open('/fr/office/newsroom/articles/new')
	// A form without a title comes back, the field named.
	await press(editor, 'main form[method=post] button')
	expect(await editor.page.locator('#title[aria-invalid=true]').count()).toBe(1)
	await editor.page.fill('[name=title]', '"><script>alert(1)</script> Essai')
	await press(editor, 'main form[method=post] button')
	const attack = [
		'<script>alert(1)</script>',
		'<img src=x onerror=alert(1)>',
		'<svg onload=alert(1)>',
		'<style>*{display:none}</style>',
		'</textarea><iframe src=//evil.example></iframe>',
		'[a](javascript:alert(1)) [b](data:text/html,x) [c](//evil.example) ![d](https://evil.example/p.gif)',
		'<a href="javascript:alert(1)" onclick=alert(1)>e</a>',
		'## Un titre {{7*7}} ${alert(1)}',
		'[bon](https://example.org/)'
	].join('\n\n')
	await editor.page.fill('[name=lead]', '<b onmouseover=alert(1)>Chapeau</b>')
	await editor.page.fill('[name=body]', attack)
	await press(editor, 'form[action="?/save"] p > button')
	await press(editor, 'form[action="?/publish"] button')
	await press(editor, 'a:text("Voir en ligne")')

	const html = await (await fetch(new URL(new URL(editor.page.url()).pathname, url))).text()
	const found = new Set<string>()
	let inside = 0
	new Parser({
		onopentag(name, attributes) {
			if (inside || name === 'article') {
				inside++
				found.add(name)
				for (const attribute of Object.keys(attributes)) found.add(`@${attribute}`)
				if (attributes.href) expect(attributes.href).toMatch(/^(?:https?:\/\/example\.org\/|\/)/)
			}
		},
		onclosetag() {
			if (inside) inside--
		}
	}).end(html)
	expect([...found].sort()).toEqual(expect.arrayContaining(['a', 'article', 'h1', 'h2', 'p']))
	for (const one of found)
		expect(['a', 'article', 'div', 'h1', 'h2', 'header', 'p', 'time', '@class', '@href', '@rel', '@datetime', '@lang']).toContain(
			one
		)
})

test('a practice is told by an actor, approved by one person, published by another, and others ask to do the same', async () => {
	const TITLE = 'Un car pour deux communes'
	const author = await visit({ javaScript: false })
	await signIn(author, 'fr', 'membre@example.org')
	await author.open('/fr/workspace/practices/new')
	await author.page.fill('[name="problem.fr"]', 'Le car passait à vide.')
	await press(author, 'main form[method=post] button')
	// Without a title it comes back, with what was typed.
	expect(await author.page.inputValue('[name="problem.fr"]')).toBe('Le car passait à vide.')
	await author.page.fill('[name="title.fr"]', TITLE)
	for (const part of ['solution', 'actors', 'results', 'conditions'])
		await author.page.fill(`[name="${part}.fr"]`, `Ce qu’il en est : ${part}.`)
	await author.page.locator('details:has(input[value=mobility]) summary').click()
	await author.page.check('input[name=themes][value=mobility]')
	await press(author, 'main form[method=post] button')
	const id = idOf(author)
	// The territory is still missing: the page says so, and there is nothing to submit with.
	expect(await author.page.locator('form[action="?/submit"]').count()).toBe(0)
	await author.page.selectOption('[name=territory]', 'FR')
	await press(author, 'form[action="?/correct"] p > button')
	await press(author, 'form[action="?/submit"] button')
	expect(await author.page.locator('.state .tag').innerText()).toBe('Soumise')

	const stranger = await visit()
	await stranger.open(`/fr/practices/${id}`, 404)

	const officer = await visit()
	await signIn(officer, 'fr', 'officer@example.org')
	await officer.open('/fr/office/newsroom/practices')
	expect(await barriers(officer.page)).toEqual([])
	await press(officer, `a[href="/fr/office/newsroom/practices/${id}"]`)
	await press(officer, 'form[action="?/check"] button')
	expect(await officer.page.locator('form[action="?/publish"]').count()).toBe(0)
	expect(await barriers(officer.page)).toEqual([])

	const editor = await visit()
	await signIn(editor, 'bg', 'editor@example.org')
	await editor.open(`/bg/office/newsroom/practices/${id}`)
	await press(editor, 'form[action="?/publish"] button')

	await stranger.open('/fr/practices?theme=mobility')
	expect(await barriers(stranger.page)).toEqual([])
	await press(stranger, `a[href="/fr/practices/${id}"]`)
	expect(await stranger.page.locator('h1').innerText()).toBe(TITLE)
	expect(await barriers(stranger.page)).toEqual([])
	const found = (await (await fetch(new URL(`/api/v1/practices/${id}`, url))).json()) as { title: { fr: string } }
	expect(found.title.fr).toBe(TITLE)
	const letters = await rows("select to_address from mail where kind = 'newsroom.practice-published' and ref = $1", [
		`practice:${id}`
	])
	expect(letters).toEqual([{ to_address: 'membre@example.org' }])

	// Somebody of another house would like to do the same: the letter of asking already says what.
	const other = await visit({ javaScript: false })
	await signIn(other, 'bg', 'member@example.org')
	await other.open(`/bg/practices/${id}`)
	await press(other, '.same a.button')
	expect(new URL(other.page.url()).pathname).toBe('/bg/workspace/introductions/new')
	expect(await other.page.inputValue('[name=message]')).toContain(TITLE)
})

test('a picture goes into the library, an image with a script does not', async () => {
	const editor = await visit()
	await signIn(editor, 'fr', 'editor@example.org')
	await editor.open('/fr/office/newsroom/media')
	expect(await barriers(editor.page)).toEqual([])
	const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
	await editor.page.setInputFiles('[name=file]', { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: svg })
	await editor.page.fill('[name="alt.fr"]', 'Un logo')
	await press(editor, 'main form[method=post] button')
	expect(await editor.page.locator('[role=alert]').innerText()).toContain('PNG')
	expect(await editor.page.inputValue('[name="alt.fr"]')).toBe('Un logo')

	const sharp = (await import('sharp')).default
	const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#17594a' } })
		.jpeg()
		.toBuffer()
	await editor.page.setInputFiles('[name=file]', { name: 'vert.jpg', mimeType: 'image/jpeg', buffer: photo })
	for (const locale of ['fr', 'bg', 'en']) await editor.page.fill(`[name="alt.${locale}"]`, 'Vert')
	await press(editor, 'main form[method=post] button')
	expect(await barriers(editor.page)).toEqual([])
	const small = await fetch(new URL(`/media/${idOf(editor)}/480.webp`, url))
	expect([small.status, small.headers.get('content-type'), small.headers.get('cache-control')]).toEqual([
		200,
		'image/webp',
		'public, max-age=31536000, immutable'
	])
	for (const wrong of ['481.webp', '480.png', 'file', '..%2f480.webp'])
		expect((await fetch(new URL(`/media/${idOf(editor)}/${wrong}`, url))).status, wrong).toBe(404)
})
