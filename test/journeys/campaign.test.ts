import { expect, inject, test } from 'vitest'
import { receiveReturned } from '#modules/newsroom/campaign-bounces.server'
import { messageIdOf } from '#modules/newsroom/campaign-composing.server'
import { connect } from '#platform/db.server'
import { contextOn } from '#test/support'
import { goes, signIn } from './people.ts'
import { asSite, barriers, rows, url, visit, type Visit } from './support.ts'

const site = inject('site')
const press = (one: Visit, selector: string) => goes(one, () => one.page.click(selector))
const live = (address: string) =>
	rows<{ kind: string }>(
		`select c.kind from subscription c join subscriber s on s.id = c.subscriber_id
		where s.email = $1 and c.kind = 'calls' and c.ended_at is null`,
		[address]
	)

test('a campaign is written, tested, approved by a second person and sent; one reader leaves by one click, one letter comes back', async () => {
	const subject = 'Un appel vient de s’ouvrir'
	const editor = await visit()
	await signIn(editor, 'fr', 'editor@example.org')
	await editor.open('/fr/office/newsroom/campaigns/new')
	expect(await barriers(editor.page)).toEqual([])
	await editor.page.check('[name=kind][value=calls]')
	await editor.page.selectOption('[name=service]', 'cit')
	await press(editor, 'main form[method=post] button')
	// Without a subject it comes back, with what was chosen.
	expect(await editor.page.locator('#subject[aria-invalid=true]').count()).toBe(1)
	expect(await editor.page.isChecked('[name=kind][value=calls]')).toBe(true)
	await editor.page.fill('[name=subject]', subject)
	await press(editor, 'main form[method=post] button')
	const [, here, id] = /(\/fr\/office\/newsroom\/campaigns\/([0-9a-f-]{36}))\/fr/.exec(editor.page.url())!
	await editor.page.fill('[name=preheader]', 'En bref')
	await editor.page.fill('[name=body]', 'Bonjour **à tous**.\n\n- une ligne\n- une autre')
	await press(editor, 'main form[method=post] button')
	expect(await barriers(editor.page)).toEqual([])
	await editor.open(`${here}/fr/preview`)
	await editor.open(here!)
	expect(await barriers(editor.page)).toEqual([])
	// Nobody has seen these words as a mail: there is nothing to submit with until a test was sent.
	expect(await editor.page.locator('form[action$="?/submit"]').count()).toBe(0)
	await press(editor, 'form[action$="?/test"] button')
	await press(editor, 'form[action$="?/submit"] button')
	expect(await editor.page.locator('form[action$="?/approve"]').count()).toBe(0)

	const head = await visit()
	await signIn(head, 'fr', 'head@example.org')
	await head.open(here!)
	expect(await barriers(head.page)).toEqual([])
	await press(head, 'form[action$="?/approve"] button')

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
	const reader = await visit()
	await reader.open(address.pathname)
	expect(await reader.page.locator('main form button').count()).toBe(1)
	expect(await barriers(reader.page)).toEqual([])
	expect(await live(leaving.to_address)).toHaveLength(1)
	for (let twice = 0; twice < 2; twice++) {
		const left = await fetch(address, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
		expect(left.status).toBe(200)
		expect(await live(leaving.to_address)).toEqual([])
	}
	await reader.open(address.pathname)
	expect(await reader.page.locator('main form button').count()).toBe(0)

	asSite()
	const database = connect(site.database, { max: 1 })
	try {
		const [subscriber] = await rows<{ id: string }>('select id from subscriber where email = $1', [returning.to_address])
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
			`Message-ID: ${messageIdOf(id!, subscriber!.id)}`,
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

	await head.open(here!)
	expect(await head.page.locator('progress').evaluate((bar: HTMLProgressElement) => bar.value === bar.max)).toBe(true)
	await reader.open(`/bg/newsletter/archive/${id}`)
	expect(await reader.page.locator('h1').innerText()).toBe(subject)
	expect(await barriers(reader.page)).toEqual([])
	expect(editor.complaints().filter((said) => !said.includes('422'))).toEqual([])
	expect([...head.complaints(), ...reader.complaints()]).toEqual([])
}, 180_000)
