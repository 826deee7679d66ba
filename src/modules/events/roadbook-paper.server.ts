import type { Ctx } from '#platform/ctx'
import { renderPdf, type DocumentPart } from '#platform/documents.server'
import { formatDate, pickText, translate, type Locale, type Localized, type MessageKey } from '#platform/i18n'
import { agreementLanguages } from '#programme/agreements'
import { programme } from '#programme/programme'
import { getRoadbook, type RoadbookStop } from './roadbooks.server.ts'

const languages = [...agreementLanguages] as [Locale, ...Locale[]]
const say = (key: MessageKey): Localized => Object.fromEntries(languages.map((locale) => [locale, translate(locale, key)]))
/** What stands once for both languages. */
const inBoth = (words: Localized): string =>
	[...new Set(languages.flatMap((locale) => words[locale] ?? []))].join(' · ') || pickText(words, languages[0])
const clock = (at: Date, timeZone: string) =>
	new Intl.DateTimeFormat('sv', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)

/**
 * The roadbook of the actor as a tagged PDF in both languages of the programme, on the letterhead. Whoever may read the
 * roadbook may have it; 404 otherwise. Its date is the event's last change, so that the same itinerary gives the same bytes.
 */
export async function roadbookPdf(ctx: Ctx, eventId: string): Promise<Buffer> {
	const roadbook = await getRoadbook(ctx, eventId)
	const days = roadbook.days.flatMap(({ day, stops }): DocumentPart[] => [
		{
			kind: 'heading',
			text: Object.fromEntries(
				languages.map((locale) => [
					locale,
					formatDate(
						locale,
						new Date(`${day}T12:00:00Z`),
						{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
						'UTC'
					)
				])
			)
		},
		{
			kind: 'table',
			columns: [{ label: say('visit.paper.hour') }, { label: say('visit.paper.stop') }, { label: say('visit.paper.where') }],
			rows: stops.map((stop) => [
				`${clock(stop.startsAt, stop.zone)} – ${clock(stop.endsAt, stop.zone)}`,
				lines(inBoth(stop.title), inBoth(stop.text), stop.host && inBoth(stop.host.name)),
				lines(stop.place, stop.address, stop.contact, interpreted(stop), stop.transport) || '–'
			])
		}
	])
	return renderPdf('letter', {
		languages,
		title: say('visit.roadbook'),
		house: programme.name,
		date: roadbook.updatedAt,
		reference: roadbook.reference,
		place: { fr: 'Sofia', bg: 'София' },
		recipient: { name: roadbook.delegate, lines: [inBoth(roadbook.title)] },
		parts: [...localized('visit.objectives', roadbook.objectives), ...localized('visit.questions', roadbook.questions), ...days],
		signatures: []
	})
}

const lines = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join('\n')
const interpreted = ({ interpreter }: RoadbookStop) => interpreter && `${inBoth(say('visit.stop.interpreter'))}: ${interpreter}`
const localized = (heading: MessageKey, words: Localized): DocumentPart[] =>
	languages.some((locale) => words[locale])
		? [
				{ kind: 'heading', text: say(heading) },
				{
					kind: 'paragraphs',
					text: Object.fromEntries(
						languages.flatMap((locale) => (words[locale] ? [[locale, words[locale]!.split(/\n{2,}/)]] : []))
					)
				}
			]
		: []
