import { afterAll, expect, test } from 'vitest'
import { locales, translate } from '#platform/i18n'
import { rows, url } from '../journeys/support.ts'
import { MEANT } from '../site.ts'
import { visitor } from '../visitor.ts'

const email = 'full-disk@example.org'
const message = (text: string) => ({ name: 'Зорница Примерова', email, subject: 'other', message: text })
const kept = async () => (await rows('select message from contact_message where email = $1 order by received_at', [email])).length

/** The database answers this address as it answers everybody when its disk is full. */
async function fillDisk() {
	await rows(`create function full_disk() returns trigger language plpgsql as $$
		begin raise exception '${MEANT}' using errcode = 'disk_full'; end $$`)
	await rows(
		`create trigger full_disk before insert on contact_message for each row when (new.email = '${email}') execute function full_disk()`
	)
}
const emptyDisk = () => rows('drop function if exists full_disk cascade')
afterAll(emptyDisk)

test('a disk that is full: said in the reader’s language, nothing kept, and nothing charged to who comes back', async () => {
	await fillDisk()
	for (const locale of [...locales, ...locales]) {
		const answer = await visitor(url).post(`/${locale}/contact`, message('Bonjour, une question sur le prochain appel.'))
		expect(answer.status).toBe(507)
		const page = await answer.text()
		expect(page).toContain(`lang="${locale}"`)
		expect(page).toContain(translate(locale, 'error.507.title'))
		expect(page).not.toContain(MEANT)
	}
	expect(await kept()).toBe(0)
	expect(await rows('select 1 from mail where to_address = $1', [email])).toEqual([])
	// What needs no writing goes on.
	expect((await visitor(url).get('/fr/projects')).status).toBe(200)

	await emptyDisk()
	const again = await visitor(url).post('/fr/contact', message('Bonjour, une question sur le prochain appel.'))
	expect(again.status).toBe(303)
	expect(await kept()).toBe(1)
})
