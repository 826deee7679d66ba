import type { Ctx } from '#platform/ctx'
import { renderPdf, type DocumentPart } from '#platform/documents.server'
import { formatDate, type Localized, type MessageKey } from '#platform/i18n'
import { programme } from '#programme/programme'
import { inBoth, once, paperLanguages, words } from './paper-languages.ts'
import { getRoadbook, roadbookOf, type Roadbook, type RoadbookStop } from './roadbooks.server.ts'

const clock = (at: Date, timeZone: string) =>
	new Intl.DateTimeFormat('sv', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)

/**
 * The roadbook of the actor as a tagged PDF in both languages of the programme, on the letterhead. Whoever may read the
 * roadbook may have it; 404 otherwise. Its date is the event's last change, so that the same itinerary gives the same bytes.
 */
export const roadbookPdf = async (ctx: Ctx, eventId: string): Promise<Buffer> => paperOf(await getRoadbook(ctx, eventId))

/** The same of a registration, to who has its secret. */
export const ownRoadbookPdf = async (ctx: Ctx, token: string): Promise<Buffer> => paperOf(await roadbookOf(ctx, token))

function paperOf(roadbook: Roadbook): Promise<Buffer> {
	const days = roadbook.days.flatMap(({ day, stops }): DocumentPart[] => [
		{
			kind: 'heading',
			text: inBoth((locale) =>
				formatDate(
					locale,
					new Date(`${day}T12:00:00Z`),
					{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
					'UTC'
				)
			)
		},
		{
			kind: 'table',
			columns: [
				{ label: words('visit.paper.hour') },
				{ label: words('visit.paper.stop') },
				{ label: words('visit.paper.where') }
			],
			rows: stops.map((stop) => [
				`${clock(stop.startsAt, stop.zone)} – ${clock(stop.endsAt, stop.zone)}`,
				lines(once(stop.title), once(stop.text), stop.host && once(stop.host.name)),
				lines(stop.place, stop.address, stop.contact, interpreted(stop), stop.transport) || '–'
			])
		}
	])
	return renderPdf('letter', {
		languages: paperLanguages,
		title: words('visit.roadbook'),
		house: programme.name,
		date: roadbook.updatedAt,
		reference: roadbook.reference,
		place: programme.city,
		recipient: { name: roadbook.delegate, lines: [once(roadbook.title)] },
		parts: [...localized('visit.objectives', roadbook.objectives), ...localized('visit.questions', roadbook.questions), ...days],
		signatures: []
	})
}

const lines = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join('\n')
const interpreted = ({ interpreter }: RoadbookStop) => interpreter && `${once(words('visit.stop.interpreter'))}: ${interpreter}`
const localized = (heading: MessageKey, said: Localized): DocumentPart[] =>
	paperLanguages.some((locale) => said[locale])
		? [
				{ kind: 'heading', text: words(heading) },
				{
					kind: 'paragraphs',
					text: Object.fromEntries(
						paperLanguages.flatMap((locale) => (said[locale] ? [[locale, said[locale]!.split(/\n{2,}/)]] : []))
					)
				}
			]
		: []
