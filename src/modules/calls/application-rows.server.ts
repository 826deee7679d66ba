import { sql, type Selectable } from 'kysely'
import { checkIdentifier } from '#modules/network/identifiers'
import type { FormContext } from '#engines/forms/answers'
import { findField, type FormDefinition } from '#engines/forms/definition'
import { localizedOf, own, textOf, type Answers } from '#engines/forms/values'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { plannedOnce } from '#platform/db.server'
import { notFound } from '#platform/errors'
import { pickText, type Locale, type Localized } from '#platform/i18n'
import type { ApplicationTable, CallTable } from '#platform/tables'
import { programme } from '#programme/programme'
import { territory, within as lies } from '#programme/territories'
import { themes } from '#programme/themes'
import type { AuthorRole } from './application-policy.ts'
import { formVersion } from './call-rows.server.ts'
import type { ApplicationStatus, CallStatus } from './workflow.ts'

export const refOfApplication = (id: string) => `application:${id}`

/** An application with what its call says about time and money. */
export type Application = Omit<Selectable<ApplicationTable>, 'status' | 'answers' | 'locale'> & {
	status: ApplicationStatus
	answers: Answers
	locale: Locale
	call: {
		id: string
		reference: string
		service: string
		services: string[]
		reserved: boolean
		title: Localized
		status: CallStatus
		applicant: 'organisation' | 'person'
		opensAt: Date | null
		closesAt: Date | null
		openedAt: Date | null
		decidedAt: Date | null
		mostPerApplicant: number
	}
	/** What the actor is in it; null for who is no author. */
	role: AuthorRole | null
	/** Until when an officer allows it to be filed after closing. */
	lateUntil: Date | null
}

const themeKeys = themes.map(({ key }) => key)

/** What the programme knows of a form's answers. `locale` settles how a typed number is read. */
export const formContext = (ctx: Ctx): FormContext => ({
	locale: ctx.locale,
	today: localDate(ctx.now, programme.timeZone),
	isTerritory: (code, inside) => territory(code) !== undefined && (inside === undefined || lies(code, inside)),
	themes: themeKeys,
	identifier: checkIdentifier
})

// A version that was begun with never changes, and every save needs it: a form is some tens of kilobytes.
const known = new Map<string, FormDefinition>()
const MOST_KNOWN = 200

export async function definitionOf(ctx: Ctx, formVersionId: string): Promise<FormDefinition> {
	const found = known.get(formVersionId)
	if (found) return found
	const { definition } = await formVersion(ctx, formVersionId)
	if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!)
	known.set(formVersionId, definition)
	return definition
}

type Row = Selectable<ApplicationTable> &
	Pick<Selectable<CallTable>, 'service' | 'services' | 'reserved' | 'applicant' | 'mostPerApplicant'> &
	Pick<Selectable<CallTable>, 'opensAt' | 'closesAt' | 'openedAt' | 'decidedAt'> & {
		callReference: string
		callTitle: unknown
		callStatus: string
		role: string | null
		lateUntil: Date | null
	}

/** Any application, without asking who looks. `lock` holds it until the transaction ends. */
export async function findApplication(ctx: Ctx, id: string, { lock = false } = {}): Promise<Application | undefined> {
	// Written out: every save of a draft asks it, and building it took a tenth of a save.
	const { rows } = await sql<Row>`
		select a.id, a.reference, a.call_id, a.lot_id, a.organisation_id, a.account_id, a.form_version_id, a.title, a.answers,
			a.version, a.status, a.requested_cents, a.filed_at, a.filing_id, a.late, a.locale, a.reminders, a.created_at, a.updated_at,
			call.reference as call_reference, call.service, call.services, call.reserved, call.title as call_title,
			call.status as call_status, call.applicant, call.opens_at, call.closes_at, call.opened_at, call.decided_at,
			call.most_per_applicant, author.role,
			(select max(until) from late_permission where late_permission.application_id = a.id) as late_until
		from application a
			join call on call.id = a.call_id
			left join application_author author
				on author.application_id = a.id and author.account_id = ${ctx.actor?.accountId ?? null}
		where a.id = ${id} ${sql.raw(lock ? 'for update of a' : '')} ${plannedOnce}`.execute(ctx.db)
	const row = rows[0]
	if (!row) return undefined
	const {
		callReference,
		service,
		services,
		reserved,
		callTitle,
		callStatus,
		applicant,
		opensAt,
		closesAt,
		openedAt,
		decidedAt,
		...rest
	} = row
	const { mostPerApplicant, ...application } = rest
	return {
		...application,
		status: application.status as ApplicationStatus,
		answers: application.answers as Answers,
		locale: application.locale as Locale,
		role: application.role as AuthorRole | null,
		lateUntil: application.lateUntil as Date | null,
		call: {
			id: application.callId,
			reference: callReference,
			service,
			services,
			reserved,
			title: callTitle as Localized,
			status: callStatus as CallStatus,
			applicant: applicant as 'organisation' | 'person',
			opensAt,
			closesAt,
			openedAt,
			decidedAt,
			mostPerApplicant
		}
	}
}

/** One the actor is an author of; 404 otherwise, so that nobody learns which exist. */
export async function ownApplication(ctx: Ctx, id: string, options: { lock?: boolean } = {}): Promise<Application> {
	const application = ctx.actor ? await findApplication(ctx, id, options) : undefined
	return application?.role ? application : notFound()
}

/** By convention the field `title` of a form names the application in lists; '' while it is empty. */
export function titleOf(definition: FormDefinition, answers: Answers, locale: Locale): string {
	const field = findField(definition, 'title')
	const answer = own(answers, 'title')
	const title = field?.kind === 'text' && field.localized ? pickText(localizedOf(answer), locale) : textOf(answer)
	return title.slice(0, 300)
}
