import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import { holidays, isWorkingDay, localDate, workingDays } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { env } from '#platform/env'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { onlyOutbox } from '#platform/mail.server'
import { holidayCalendars, holidayNames } from '#programme/holidays'
import { programme } from '#programme/programme'
import about from '../../../package.json' with { type: 'json' }
import { mayChangeSettings, maySeeSettings } from './policy.ts'

onConstraint('closed_day_unique', 'error.office.closed_day_taken', 'day')

/**
 * The configuration in force, without any secret in it: for addresses with a password only their host is read.
 * For administrators and auditors. Two queries.
 */
export async function getSettings(ctx: Ctx) {
	authorize(maySeeSettings(ctx.actor))
	const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(ctx.db)
	const year = Number(localDate(ctx.now, programme.timeZone).slice(0, 4))
	const { PUBLIC_URL, PASSERELLE_DEMO, PASSERELLE_SECOND_FACTOR, PASSERELLE_WORKERS, PASSERELLE_PROXIES, PASSERELLE_MAIL_FROM } =
		env()
	const providers = env().PASSERELLE_OIDC.map(({ name, issuer, domains }) => ({ name, host: new URL(issuer).host, domains }))
	return {
		programme: {
			name: programme.name,
			countries: programme.countries,
			languages: programme.languages,
			services: programme.services.map(({ key, name, acronym }) => ({ key, name, acronym })),
			priorities: programme.priorities.map(({ key, name, themes }) => ({ key, name, themes: themes.length })),
			timeZone: programme.timeZone,
			secondTimeZone: programme.secondTimeZone,
			currency: programme.currency
		},
		site: { url: PUBLIC_URL, demo: PASSERELLE_DEMO, proxies: PASSERELLE_PROXIES },
		secondFactor: PASSERELLE_SECOND_FACTOR,
		providers,
		mail: { ...mailHost(), from: PASSERELLE_MAIL_FROM },
		files: filesStore(),
		machinery: {
			database: rows[0]!.version,
			workers: PASSERELLE_WORKERS,
			passerelle: about.version,
			node: process.versions.node
		},
		calendars: await listCalendars(ctx, [year, year + 1]),
		can: { change: mayChangeSettings(ctx.actor) }
	}
}

function mailHost() {
	const { PASSERELLE_SMTP_URL } = env()
	if (!PASSERELLE_SMTP_URL) return { kind: onlyOutbox() ? ('outbox' as const) : ('none' as const), host: null }
	return { kind: 'smtp' as const, host: new URL(PASSERELLE_SMTP_URL).host }
}

function filesStore() {
	const { PASSERELLE_FILES, PASSERELLE_HOME } = env()
	if (!PASSERELLE_FILES) return { kind: 'disk' as const, where: PASSERELLE_HOME }
	const { host, pathname } = new URL(PASSERELLE_FILES)
	return { kind: 's3' as const, where: `${host}${pathname}` }
}

/**
 * Per country of the programme and per year: the public holidays, the closed days entered here, and how many days are
 * worked once both are taken away. `days` are in order of date.
 */
async function listCalendars(ctx: Ctx, years: number[]) {
	const closed = await listClosedDays(ctx, years)
	return programme.countries.map(({ code, name }) => ({
		country: code,
		name,
		years: years.map((year) => {
			const calendar = holidayCalendars[code]
			const own = closed.filter(({ country, day }) => country === code && day.startsWith(`${year}-`))
			const days: { day: string; name: Localized; inLieuOf: string | null; closedDayId: string | null }[] = [
				...(calendar ? holidays(calendar, year) : []).map(({ date, key, inLieuOf }) => ({
					day: date,
					name: holidayNames[key] ?? {},
					inLieuOf: inLieuOf ?? null,
					closedDayId: null
				})),
				...own.map(({ id, day, name }) => ({ day, name, inLieuOf: null, closedDayId: id }))
			]
			// A closed day on a weekend takes no day of work away.
			const lost = calendar ? own.filter(({ day }) => isWorkingDay(day, calendar)).length : 0
			return {
				year,
				days: days.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
				workingDays: calendar ? workingDays(year, calendar) - lost : null
			}
		})
	}))
}

const listClosedDays = (ctx: Ctx, years: number[]) =>
	ctx.db
		.selectFrom('closedDay')
		.select(['id', 'country', 'day', 'name'])
		.where('day', '>=', `${Math.min(...years)}-01-01`)
		.where('day', '<=', `${Math.max(...years)}-12-31`)
		.orderBy('day')
		.execute()

/** The closed days of one date, by country. For the cockpit, and for due dates that must fall on a day worked. */
export const closedOn = (ctx: Ctx, day: string) =>
	ctx.db.selectFrom('closedDay').select(['country', 'name']).where('day', '=', day).orderBy('country').execute()

/**
 * Adds a day on which an office is closed besides its country's public holidays, this year or the two after it.
 * For administrators. Throws RuleBroken on `day` when it is outside those years, a holiday already, or already there.
 */
export async function addClosedDay(ctx: Ctx, { country, day, name }: { country: string; day: string; name: Localized }) {
	authorize(mayChangeSettings(ctx.actor))
	if (!programme.countries.some(({ code }) => code === country)) throw new RuleBroken('error.office.country', 'country', {}, 422)
	const year = Number(localDate(ctx.now, programme.timeZone).slice(0, 4))
	if (day < `${year}-01-01` || day > `${year + 2}-12-31`)
		throw new RuleBroken('error.office.closed_day_years', 'day', { from: String(year), to: String(year + 2) })
	const calendar = holidayCalendars[country]
	if (calendar && holidays(calendar, Number(day.slice(0, 4))).some(({ date }) => date === day))
		throw new RuleBroken('error.office.closed_day_holiday', 'day')
	return transact(ctx, async (ctx) => {
		const id = uuidv7()
		await ctx.db
			.insertInto('closedDay')
			.values({ id, country, day, name: JSON.stringify(name), createdAt: ctx.now })
			.execute()
		await audit(ctx, 'setting.changed', 'setting:closed-day', { country, day, change: 'added' })
		return id
	})
}

/** Takes such a day away again. For administrators. */
export async function removeClosedDay(ctx: Ctx, id: string) {
	authorize(mayChangeSettings(ctx.actor))
	await transact(ctx, async (ctx) => {
		const removed = await ctx.db.deleteFrom('closedDay').where('id', '=', id).returning(['country', 'day']).executeTakeFirst()
		if (!removed) return notFound()
		await audit(ctx, 'setting.changed', 'setting:closed-day', { ...removed, change: 'removed' })
	})
}
