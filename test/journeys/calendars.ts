import ICAL from 'ical.js'
import nodeIcal from 'node-ical'

type Entry = { uid: string; title: string; start: number; end: number; place: string; sequence: number; status: string }
/** The same entries as two libraries that share no code read them, by their UID. */
export function readTwice(text: string): [Entry[], Entry[]] {
	const calendar = new ICAL.Component(ICAL.parse(text) as never[])
	for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone))
	const first = calendar.getAllSubcomponents('vevent').map((component) => {
		const event = new ICAL.Event(component)
		return {
			uid: event.uid,
			title: event.summary,
			start: event.startDate.toJSDate().getTime(),
			end: event.endDate.toJSDate().getTime(),
			place: event.location ?? '',
			sequence: event.sequence,
			status: String(component.getFirstPropertyValue('status'))
		}
	})
	type Words = string | { val: string } | undefined
	const words = (value: Words) => (typeof value === 'object' ? value.val : (value ?? ''))
	const second = Object.values(nodeIcal.sync.parseICS(text))
		.filter((each) => each?.type === 'VEVENT')
		.map((each) => {
			const event = each as unknown as Record<'summary' | 'location' | 'uid' | 'sequence' | 'status', Words> &
				Record<'start' | 'end', Date>
			return {
				uid: words(event.uid),
				title: words(event.summary),
				start: new Date(event.start).getTime(),
				end: new Date(event.end).getTime(),
				place: words(event.location),
				sequence: Number(words(event.sequence)),
				status: words(event.status)
			}
		})
	const sorted = (entries: Entry[]) => entries.sort((a, b) => (a.uid < b.uid ? -1 : 1))
	return [sorted(first), sorted(second)]
}
