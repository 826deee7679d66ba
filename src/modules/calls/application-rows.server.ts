import type { Selectable } from 'kysely'
import { checkIdentifier } from '#modules/network/identifiers'
import type { FormContext } from '#engines/forms/answers'
import { findField, type FormDefinition } from '#engines/forms/definition'
import { localizedOf, own, textOf, type Answers } from '#engines/forms/values'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { pickText, type Locale, type Localized } from '#platform/i18n'
import type { ApplicationTable } from '#platform/tables'
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

/** Any application, without asking who looks. `lock` holds it until the transaction ends. */
export async function findApplication(ctx: Ctx, id: string, { lock = false } = {}): Promise<Application | undefined> {
	const row = await ctx.db
		.selectFrom('application')
		.innerJoin('call', 'call.id', 'application.callId')
		.leftJoin('applicationAuthor as author', (join) =>
			join.onRef('author.applicationId', '=', 'application.id').on('author.accountId', '=', ctx.actor?.accountId ?? null)
		)
		.selectAll('application')
		.select(['call.reference as callReference', 'call.service', 'call.title as callTitle', 'call.status as callStatus'])
		.select(['call.services', 'call.reserved'])
		.select(['call.applicant', 'call.opensAt', 'call.closesAt', 'call.openedAt', 'call.decidedAt', 'call.mostPerApplicant'])
		.select('author.role')
		.select((eb) =>
			eb
				.selectFrom('latePermission')
				.select((eb) => eb.fn.max('until').as('until'))
				.whereRef('latePermission.applicationId', '=', 'application.id')
				.as('lateUntil')
		)
		.where('application.id', '=', id)
		.$if(lock, (query) => query.forUpdate('application'))
		.executeTakeFirst()
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
