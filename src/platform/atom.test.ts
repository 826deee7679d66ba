import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { atom, type AtomFeed } from './atom.ts'

const feed = (over: Partial<AtomFeed> = {}) =>
	atom({
		locale: 'fr',
		title: 'Actualités',
		subtitle: 'Ce qui se passe',
		self: 'https://passerelle.example/fr/news.atom',
		page: 'https://passerelle.example/fr/news',
		others: [{ locale: 'bg', address: 'https://passerelle.example/bg/news.atom' }],
		author: 'Service',
		entries: [],
		...over
	})
const entry = {
	id: 'https://passerelle.example/news/1',
	title: 'Eau & air',
	link: 'https://passerelle.example/fr/news/1',
	published: new Date('2027-02-01T08:00:00Z'),
	updated: new Date('2027-02-02T08:00:00Z')
}

test('a feed with nothing in it is whole, and the same at each visit', async () => {
	const response = feed()
	expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
	const text = await response.text()
	expect(text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom" xml:lang="fr">/)
	for (const part of [
		'<id>https://passerelle.example/fr/news.atom</id>',
		'<updated>2026-01-01T00:00:00.000Z</updated>',
		'<author><name>Service</name></author>',
		'rel="self"'
	])
		expect(text).toContain(part)
	expect(text).not.toContain('<entry')
	expect(await feed().text()).toBe(text)
})

test('the feed is as new as its newest entry, and an entry in another language says so', async () => {
	const text = await feed({
		entries: [
			{ ...entry, lang: 'bg' },
			{ ...entry, id: 'urn:2', updated: new Date('2027-01-01T00:00:00Z') }
		]
	}).text()
	expect(text).toContain('<entry xml:lang="bg">')
	expect(text).toContain('<title>Eau &amp; air</title>')
	expect(/<updated>(.*?)<\/updated>/.exec(text)?.[1]).toBe('2027-02-02T08:00:00.000Z')
})

test('a feed is what RFC 4287 asks, and one that is not is found out', { timeout: 60_000 }, async () => {
	const schema = readFileSync(resolve('test/schemas/atom.rng'), 'utf8')
	const problems = async (text: string) =>
		(await validateXML({ xml: text, schema, extension: 'relaxng' })).errors.map(({ message }) => message)
	const full = await feed({
		entries: [
			{ ...entry, lang: 'bg', title: 'Вода „и“ <въздух>', summary: 'Най-\u0001новото & още' },
			{ ...entry, id: 'urn:2', summary: '' }
		]
	}).text()
	expect(await problems(await feed().text())).toEqual([])
	expect(await problems(full)).toEqual([])
	for (const broken of [
		full.replace(/<author>.*?<\/author>/, ''),
		full.replace(/<updated>.*?<\/updated>/, ''),
		full.replace('2027-02-02T08:00:00.000Z', '2027-02-02'),
		full.replace('<summary>', '<description>').replace('</summary>', '</description>'),
		full.replace(/<id>urn:2<\/id>/, ''),
		full.replace(' href="https://passerelle.example/fr/news/1"', '')
	])
		expect(await problems(broken)).not.toEqual([])
})
