import { expect, test } from 'vitest'
import { escapeXml, xml } from './xml.ts'

test('text in XML is escaped, in an element and in an attribute', () => {
	expect(xml`<a title="${'"Пловдив" & \'Lyon\''}">${'<b>'}</a>`.text).toBe(
		'<a title="&quot;Пловдив&quot; &amp; &#39;Lyon&#39;">&lt;b&gt;</a>'
	)
})

test('pieces are put together as they are, lists joined, nothing left where there is nothing', () => {
	const items = ['x', 'y & z'].map((name) => xml`<i>${name}</i>`)
	expect(xml`<l>${items}${null}${false}${undefined}${0}</l>`.text).toBe('<l><i>x</i><i>y &amp; z</i>0</l>')
})

test('what XML cannot hold is left out, line breaks and tabs stay', () => {
	expect(escapeXml('a\u0000\u0008b\u001f\uffff\n\tc')).toBe('ab\n\tc')
	expect(escapeXml('a\ud800b')).toBe('a\ufffdb')
	expect(escapeXml('😀')).toBe('😀')
})
