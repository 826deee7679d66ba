import { readCalendar } from './calendar-reading.ts'
import { Refusal, type ImportedFile } from './imported.ts'
import { readScheduleJson, readScheduleXml } from './schedule-reading.ts'

/**
 * What a file says of events, by what it begins with and not by its name: an iCalendar, or the schedule of a conference in
 * JSON or XML. Times without a zone are those of `zone`. Throws a Refusal when nothing of it can be taken.
 */
export function readEventFile(text: string, zone: string): ImportedFile {
	const start = text
		.slice(0, 4000)
		.replace(/^\ufeff/, '')
		.trimStart()
	const body = text.replace(/^\ufeff/, '')
	if (start.startsWith('{') || start.startsWith('[')) return readScheduleJson(body, zone)
	if (start.startsWith('<')) return readScheduleXml(body.trimStart(), zone)
	if (/^BEGIN:(VCALENDAR|VEVENT)/im.test(body)) return readCalendar(body, zone)
	throw new Refusal('event.import.unknown')
}
