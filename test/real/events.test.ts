import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { translate } from '#platform/i18n'
import { readEventFile } from '#modules/events/importing/event-file'
import { Refusal } from '#modules/events/importing/imported'

const data = resolve(import.meta.dirname, '../../../shared/data')
const folders = ['events', 'nasty/ics-fuzz-libical'].map((folder) => resolve(data, folder))
const there = folders.every((folder) => existsSync(folder))
const files = there
	? folders.flatMap((folder) =>
			readdirSync(folder, { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry) => resolve(entry.parentPath, entry.name))
		)
	: []
const read = (path: string) => {
	try {
		return readEventFile(readFileSync(path, 'utf8'), 'Europe/Sofia')
	} catch (cause) {
		if (cause instanceof Refusal) return cause
		throw cause
	}
}
const name = (path: string) => path.slice(data.length + 1)

// Without ../shared/data nothing of this can be read.
describe.skipIf(!there)('files of events as others write them', () => {
	test.for(files.map(name))('%s is imported, or refused with a reason', (path) => {
		const file = read(resolve(data, path))
		if (file instanceof Refusal) return expect(translate('fr', file.key, file.params)).not.toBe('')
		expect(file.events.length + file.refused.length).toBeGreaterThan(0)
		for (const { key, params } of [...file.refused, ...file.notes]) expect(translate('fr', key, params ?? {})).not.toBe('')
		for (const event of file.events) {
			expect(event.title).not.toBe('')
			expect(event.title.length).toBeLessThanOrEqual(200)
			expect(event.endsAt.getTime()).toBeGreaterThanOrEqual(event.startsAt.getTime())
		}
	})

	test('most calendars of ordinary use are taken, and the whole schedule of a congress', () => {
		const taken = files.map(read).filter((file) => !(file instanceof Refusal) && file.events.length > 0)
		expect(taken.length).toBeGreaterThanOrEqual(60)
		const congress = read(resolve(data, 'events/pretalx-rc3.json'))
		expect(congress).toMatchObject({ events: [{ title: 'rC3 Channels' }] })
		const text = readFileSync(resolve(data, 'events/pretalx-rc3.json'), 'utf8')
		expect(congress instanceof Refusal ? 0 : congress.events[0]!.sessions.length + congress.refused.length).toBe(
			text.split('"guid"').length - 1
		)
	})
})
