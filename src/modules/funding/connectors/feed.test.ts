import { describe, expect, test } from 'vitest'
import type { Reading } from '../opportunity.ts'
import { feed } from './feed.ts'

const NOW = new Date('2027-03-01T12:00:00Z')
const read = (payload: string | Uint8Array, contentType: string | null = null) =>
	feed.read(typeof payload === 'string' ? new TextEncoder().encode(payload) : payload, { now: NOW, contentType }) as Reading
const rss = (entries: string, head = '<?xml version="1.0"?>') =>
	`${head}<rss version="2.0"><channel><title>Appels</title><language>fr</language>${entries}</channel></rss>`
const entry = (number: number) =>
	`<item><title>Appel ${number}</title><link>https://example.org/${number}</link><guid>a${number}</guid></item>`
const titles = ({ items }: Reading) => items.map(({ title }) => Object.values(title)[0])

describe('a feed', () => {
	test('that breaks off is read as far as it goes', () => {
		const whole = rss(entry(1) + entry(2))
		const broken = read(whole.slice(0, whole.indexOf('</title>', whole.indexOf('Appel 2'))))
		expect(titles(broken)).toEqual(['Appel 1', 'Appel 2'])
		expect(broken.complete).toBe(false)
	})

	test('with no end is read to its two thousandth entry, and says that there was more', () => {
		const endless = read(rss(Array.from({ length: 2500 }, (_, at) => entry(at)).join('')))
		expect(endless.items).toHaveLength(2000)
		expect(endless.read).toBe(2500)
		expect(endless.unreadable).toEqual([{ row: 2001, field: null, value: '2500', message: 'funding.fault.endless' }])
	})

	test('that lies about its encoding is read by what its bytes are', () => {
		const bulgarian = rss(
			'<item><title>Покана за общини</title><guid>b1</guid></item>',
			'<?xml version="1.0" encoding="us-ascii"?>'
		)
		for (const said of ['text/xml; charset=utf-16', 'text/xml; charset=no-such-thing', 'text/xml; charset=utf-32', null])
			expect({ said, titles: titles(read(bulgarian, said)) }).toEqual({ said, titles: ['Покана за общини'] })
		// Says UTF-8 and is Latin: the é of one byte is none of UTF-8.
		const western = Buffer.from(rss('<item><title>Été des communes</title><guid>c1</guid></item>'), 'latin1')
		expect(titles(read(western, 'text/xml; charset=utf-8'))).toEqual(['Été des communes'])
		const wide = Buffer.from(`\ufeff${bulgarian}`, 'utf16le')
		expect(titles(read(wide, 'text/xml; charset=utf-8'))).toEqual(['Покана за общини'])
	})

	test('names each entry that says nothing, and refuses in a sentence what is no feed', () => {
		const mixed = read(rss(`${entry(1)}<item><guid>empty</guid></item>`))
		expect(titles(mixed)).toEqual(['Appel 1'])
		expect(mixed.unreadable).toMatchObject([{ row: 2, field: 'title', message: 'funding.fault.missing' }])
		for (const nothing of ['', 'bonjour', '{"results": []}', '<html><body>502</body></html>', '\u0000\u0001\u0002'])
			expect(read(nothing)).toMatchObject({ items: [], unreadable: [{ message: /^funding\.fault\.(feed|encoding)$/ }] })
	})

	test('brings no script into a title or a text, whatever it holds', () => {
		const [item] = read(
			rss(
				'<item><title>&lt;script&gt;alert(1)&lt;/script&gt;Eau</title><description><![CDATA[<p onclick="x()">Bon</p><script>alert(1)</script>]]></description><link>javascript:alert(1)</link><guid>d1</guid></item>'
			)
		).items
		expect(item).toMatchObject({ title: { fr: 'Eau' }, text: { fr: 'Bon' }, url: null })
	})
})
