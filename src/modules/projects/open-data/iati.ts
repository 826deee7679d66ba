/** Projects as activities of the International Aid Transparency Initiative, 2.03 (https://iatistandard.org). */
import { locales, type Localized } from '#platform/i18n'
import { xml } from '#platform/xml'
import { pathOf, territory } from '#programme/territories'
import { theme } from '#programme/themes'
import { orgId, reporter } from './identifiers.ts'
import type { OpenAward } from './public-awards.server.ts'
import type { OpenIndicator, OpenProject } from './public-rows.server.ts'

const statuses = { preparing: '1', running: '2', completed: '4', stopped: '5' } as const
const roles = { lead: '4', partner: '4', host: '4', expert: '4', funder: '1' } as const
/** Sectors not specified, in the list of the OECD. */
const NO_SECTOR = '99810'

const decimal = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

const narratives = (text: Localized) =>
	locales.filter((locale) => text[locale]).map((locale) => xml`<narrative xml:lang="${locale}">${text[locale]}</narrative>`)

/** Parts of a hundred that are a hundred together: the standard wants each country and sector to have its own. */
export function shares<T>(values: readonly T[]): { value: T; percentage: string | null }[] {
	if (values.length === 1) return [{ value: values[0]!, percentage: null }]
	const each = Math.floor(10_000 / values.length)
	return values.map((value, at) => ({ value, percentage: decimal(at ? each : 10_000 - each * (values.length - 1)) }))
}

const reference = (ref: string | null) => ref !== null && xml` ref="${ref}"`

/** Whether the standard can hold it: an activity has a day on which it begins. */
export const isActivity = ({ startsOn }: OpenProject): boolean => startsOn !== null

export function head(now: Date): string {
	return `<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03" generated-datetime="${now.toISOString()}">\n`
}
export const foot = '</iati-activities>\n'

/** One activity. `today` as YYYY-MM-DD: what lies after it is planned, and no payment of tomorrow is told. */
export function activity(project: OpenProject, today: string): string {
	const { title, summary, startsOn, endsOn, status, awards, partners, places, themes, indicators } = project
	const begun = status !== 'preparing' && startsOn! <= today
	const ended = (status === 'completed' || status === 'stopped') && endsOn !== null && endsOn <= today
	const countries = [
		...new Set([...places.flatMap((code) => pathOf(code)[0]?.code ?? []), ...partners.map(({ country }) => country)])
	]
	const sectors = [...new Set(themes.flatMap((key) => theme(key)?.oecd[0] ?? []))]
	const organisation = narratives(reporter.name)
	return xml`<iati-activity last-updated-datetime="${project.updatedAt.toISOString()}" default-currency="EUR">
<iati-identifier>${reporter.id}-${project.reference}</iati-identifier>
<reporting-org ref="${reporter.id}" type="${reporter.type}">${organisation}</reporting-org>
<title>${narratives(title)}</title>
<description type="1">${narratives(Object.keys(summary).length ? summary : title)}</description>
${awards.length > 0 && xml`<participating-org ref="${reporter.id}" type="${reporter.type}" role="1">${organisation}</participating-org>\n`}<participating-org ref="${reporter.id}" type="${reporter.type}" role="2">${organisation}</participating-org>
${partners.map(
	({ role, name, identifiers }) =>
		xml`<participating-org${reference(orgId(identifiers))} role="${roles[role]}">${narratives(name)}</participating-org>\n`
)}<activity-status code="${statuses[status]}"/>
<activity-date type="${begun ? '2' : '1'}" iso-date="${startsOn}"/>
${endsOn && xml`<activity-date type="${ended ? '4' : '3'}" iso-date="${endsOn}"/>\n`}${shares(countries).map(
		({ value, percentage }) => xml`<recipient-country code="${value}"${percentage && xml` percentage="${percentage}"`}/>\n`
	)}${places.map((code) => location(code))}${shares(sectors.length ? sectors : [NO_SECTOR]).map(
		({ value, percentage }) => xml`<sector vocabulary="1" code="${value}"${percentage && xml` percentage="${percentage}"`}/>\n`
	)}${awards.length > 0 && xml`<default-finance-type code="110"/>\n<default-aid-type code="C01"/>\n`}${awards.map((award) => transactions(award, today))}${
		indicators.length > 0 && results(indicators, project)
	}</iati-activity>
`.text
}

function location(code: string) {
	const place = territory(code)
	return place
		? xml`<location ref="${code}"><name>${narratives(place.name)}</name><point srsName="http://www.opengis.net/def/crs/EPSG/0/4326"><pos>${place.lat} ${place.lon}</pos></point></location>\n`
		: false
}

/** What was promised, and what was paid of it. */
function transactions({ reference: ref, cents, awardedOn, holder, instalments }: OpenAward, today: string) {
	const provider = xml`<provider-org ref="${reporter.id}" type="${reporter.type}">${narratives(reporter.name)}</provider-org>`
	const receiver = xml`<receiver-org${reference(orgId(holder.identifiers))}>${narratives(holder.name)}</receiver-org>`
	const transaction = (type: string, each: { ref: string; on: string; cents: number }) =>
		each.cents > 0 &&
		each.on <= today &&
		xml`<transaction ref="${each.ref}"><transaction-type code="${type}"/><transaction-date iso-date="${each.on}"/><value currency="EUR" value-date="${each.on}">${decimal(each.cents)}</value>${provider}${receiver}</transaction>\n`
	return [
		transaction('2', { ref, on: awardedOn, cents }),
		...instalments.map(
			(each, at) => each.paidOn !== null && transaction('3', { ref: `${ref}-${at + 1}`, on: each.paidOn, cents: each.cents })
		)
	]
}

function results(indicators: OpenIndicator[], { title, startsOn, endsOn }: OpenProject) {
	const of = ({ title: name, unit, baseline, target, actual }: OpenIndicator) =>
		xml`<indicator measure="${unit.trim() === '%' ? '2' : '1'}"><title>${narratives(name)}</title>${
			baseline !== null && xml`<baseline year="${startsOn!.slice(0, 4)}" value="${baseline}"/>`
		}${
			endsOn !== null &&
			xml`<period><period-start iso-date="${startsOn}"/><period-end iso-date="${endsOn}"/>${
				target !== null && xml`<target value="${target}"/>`
			}${actual !== null && xml`<actual value="${actual}"/>`}</period>`
		}</indicator>`
	return xml`<result type="1"><title>${narratives(title)}</title>${indicators.map(of)}</result>\n`
}
