import { expect, inject, test } from 'vitest'
import { receiveReturned } from '#modules/newsroom/campaign-bounces.server'
import { messageIdOf } from '#modules/newsroom/campaign-composing.server'
import { connect } from '#platform/db.server'
import { contextOn } from '#test/support'
import { signedIn, visitor } from '../visitor.ts'
import { asSite, rows, url } from './support.ts'

const site = inject('site')
const live = (address: string) =>
	rows<{ kind: string }>(
		`select c.kind from subscription c join subscriber s on s.id = c.subscriber_id
		where s.email = $1 and c.kind = 'calls' and c.ended_at is null`,
		[address]
	)

test('a campaign is written, tested, approved by a second person and sent; one reader leaves by one click, one letter comes back', async () => {
	const editor = await signedIn(url, 'editor')
	const head = await signedIn(url, 'head')
	const subject = 'Un appel vient de s’ouvrir'
	const begun = await editor.post('/fr/office/newsroom/campaigns/new', { kind: 'calls', service: 'cit', locale: 'fr', subject })
	expect(begun.status).toBe(303)
	const text = begun.headers.get('location')!
	const [, here, id] = /^(\/fr\/office\/newsroom\/campaigns\/([0-9a-f-]{36}))\/fr$/.exec(text)!
	const body = 'Bonjour **à tous**.\n\n- une ligne\n- une autre'
	expect((await editor.post(text, { version: '1', subject, preheader: 'En bref', body })).status).toBe(303)
	// Nobody has seen these words as a mail.
	expect((await editor.post(`${here}?/submit`, { version: '2' })).status).toBe(409)
	expect((await editor.post(`${here}?/test`, { version: '2' })).status).toBe(303)
	expect((await editor.post(`${here}?/submit`, { version: '2' })).status).toBe(303)
	expect((await editor.post(`${here}?/approve`, { version: '3', at: '' })).status).toBe(409)
	expect((await head.post(`${here}?/approve`, { version: '3', at: '' })).status).toBe(303)

	await expect
		.poll(async () => (await rows<{ status: string }>('select status from campaign where id = $1', [id]))[0]?.status, {
			timeout: 60_000,
			interval: 500
		})
		.toBe('sent')
	const letters = await rows<{ to_address: string; list_unsubscribe: string }>(
		`select to_address, list_unsubscribe from mail where kind = 'newsroom.campaign' and ref = $1 order by to_address`,
		[`campaign:${id}`]
	)
	expect(letters.length).toBeGreaterThan(2)
	expect(new Set(letters.map(({ to_address }) => to_address)).size).toBe(letters.length)

	// The page asks and changes nothing; a mail program posts without a cookie and without an origin.
	const [leaving, returning] = [letters[0]!, letters[1]!]
	const address = new URL(new URL(leaving.list_unsubscribe).pathname, url)
	expect((await visitor(url).get(address.pathname)).status).toBe(200)
	expect(await live(leaving.to_address)).toHaveLength(1)
	for (let twice = 0; twice < 2; twice++) {
		const left = await fetch(address, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
		expect(left.status).toBe(200)
		expect(await live(leaving.to_address)).toEqual([])
	}

	asSite()
	const database = connect(site.database, { max: 1 })
	try {
		const [reader] = await rows<{ id: string }>('select id from subscriber where email = $1', [returning.to_address])
		const notification = [
			'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
			'',
			'--b',
			'Content-Type: message/delivery-status',
			'',
			'Reporting-MTA: dns; mail.example.net',
			'',
			`Final-Recipient: rfc822; ${returning.to_address}`,
			'Action: failed',
			'Status: 5.1.1',
			'',
			'--b',
			'Content-Type: text/rfc822-headers',
			'',
			`Message-ID: ${messageIdOf(id!, reader!.id)}`,
			'',
			'--b--',
			''
		].join('\r\n')
		expect(await receiveReturned(contextOn(database.db, { now: new Date() }), Buffer.from(notification))).toBe('hard')
	} finally {
		await database.close()
	}
	const [stopped] = await rows<{ stop_reason: string }>('select stop_reason from subscriber where email = $1', [
		returning.to_address
	])
	expect(stopped).toEqual({ stop_reason: 'hard' })

	const archived = await visitor(url).get(`/bg/newsletter/archive/${id}`)
	expect(archived.status).toBe(200)
	expect(await archived.text()).toContain(subject)
}, 180_000)
