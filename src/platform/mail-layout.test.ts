import { describe, expect, test } from 'vitest'
import { locales } from './i18n.ts'
import { oneLine, renderMail } from './mail-layout.ts'

const layout = { subject: 'Sujet', locale: 'fr', origin: 'https://passerelle.example' } as const
/** What a reader of the HTML reads: words, and where links lead. */
const read = (html: string) =>
	html
		.replace(/<head>.*<\/head>/s, '')
		.replace(/<a href="([^"]*)"[^>]*>/g, ' $1 ')
		.replace(/<[^>]+>/g, ' ')
		.replace(
			/&(amp|lt|gt|quot|#39);/g,
			(entity) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" })[entity]!
		)
		.replace(/[^\S\u00a0]+/g, ' ')

describe('a mail', () => {
	test.for(locales)('says the same in HTML and in text, in %s', (locale) => {
		const { html, text } = renderMail(
			[
				{ text: 'error.required' },
				{ plain: 'Première ligne\ndeuxième ligne\n\nSecond paragraphe', lang: 'fr' },
				{
					facts: [
						['site.name', 'Търговище'],
						['error.form', '12 000 €']
					]
				},
				{ button: 'mail.unsubscribe', url: `/${locale}/account?a=1&b=2` },
				{ code: '482 913' }
			],
			{ ...layout, locale, unsubscribe: '/leave?t=x' }
		)

		const words = read(html)
		for (const part of text
			.split(/\n+/)
			.filter((line) => line.trim() && line !== '-- ' && !line.includes('Търговище') && !line.includes('12 000')))
			expect(words).toContain(part.trim())
		expect(text).toContain('Търговище')
		expect(words).toContain('Търговище')
		expect(text).toContain(`https://passerelle.example/${locale}/account?a=1&b=2`)
		expect(html).toContain(`href="https://passerelle.example/${locale}/account?a=1&amp;b=2"`)
		expect(html).toContain(`<html lang="${locale}"`)
		expect(html.includes('<div lang="fr"')).toBe(locale !== 'fr')
	})

	test('shows what people wrote as words, whatever it looks like', () => {
		const nasty = `<script>alert(1)</script><img src=x onerror='a'>"&\u202Egnp.exe`

		const { html, text } = renderMail([{ plain: nasty }, { code: nasty }, { facts: [['site.name', nasty]] }], {
			...layout,
			subject: nasty
		})

		expect(html).not.toMatch(/<script|<img|\u202E|onerror='/)
		expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
		expect(text).toContain('<script>alert(1)</script>')
		expect(text).not.toContain('\u202E')
	})

	test.for(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'])('does not lead to %s', (url) => {
		expect(() => renderMail([{ button: 'mail.unsubscribe', url }], layout)).toThrow('cannot lead')
		expect(() => renderMail([], { ...layout, unsubscribe: url })).toThrow('cannot lead')
	})
})

test('a header stays one line', () => {
	expect(oneLine('Sujet\r\nBcc: a@b.c\n\tx\0y\u2028z')).toBe('Sujet Bcc: a@b.c x y z')
	expect(oneLine('\u{1F309}'.repeat(300))).toBe('\u{1F309}'.repeat(250))
})
