import { z } from 'zod'
import { locales, type Locale, type Localized } from '#platform/i18n'
import { box, line, optionalChoice, optionalLine, optionalParagraphs, ticked } from '#platform/shapes'
import { organisationKinds } from '#programme/organisation-kinds'
import { programme } from '#programme/programme'
import { territory } from '#programme/territories'
import { themes } from '#programme/themes'
import type { Document } from './document.ts'
import { mailKinds } from './subscription-schema.ts'

const SUBJECT_LENGTH = 120
const PREHEADER_LENGTH = 160
const BODY_LENGTH = 60_000

/** Whom a campaign is for, among those who agree to its kind. What is empty asks nothing; what is filled in must all hold. */
export type Segment = {
	organisationKinds: string[]
	countries: string[]
	/** With everything in it. */
	territory: string | null
	themes: string[]
	locales: Locale[]
	/** Past events they were accepted at. */
	events: string[]
}
export const everybody: Segment = { organisationKinds: [], countries: [], territory: null, themes: [], locales: [], events: [] }

/** One language of a campaign, as far as it is written. */
export type CampaignTexts = { subject: Localized; preheader: Localized; body: Partial<Record<Locale, Document>> }

const version = z.coerce.number('error.required').int()
const about = {
	kind: z.enum(mailKinds, 'error.choice'),
	service: z.enum(programme.services.map(({ key }) => key) as [string, ...string[]], 'error.choice')
}

export const campaignDraftForm = z.object({ ...about, locale: z.enum(locales, 'error.choice'), subject: line(SUBJECT_LENGTH) })
export type CampaignDraft = z.output<typeof campaignDraftForm>

export const campaignTextForm = z.object({
	version,
	subject: line(SUBJECT_LENGTH),
	preheader: optionalLine(PREHEADER_LENGTH),
	body: optionalParagraphs(BODY_LENGTH)
})

const segmentFields = {
	organisationKinds: ticked(organisationKinds.map(({ key }) => key)),
	countries: ticked(programme.countries.map(({ code }) => code)),
	territory: z.preprocess(
		(value) => (value === '' || value === undefined ? null : value),
		z
			.string()
			.max(20, 'error.choice')
			.nullable()
			.refine((code) => code === null || territory(code) !== undefined, 'error.choice')
	),
	themes: ticked(themes.map(({ key }) => key)),
	locales: ticked(locales),
	events: z.preprocess(
		(value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
		z.array(z.uuid('error.choice')).max(100, 'error.choice')
	)
}
export const segmentShape = z.object(segmentFields)
export const segmentForm = z.object({ version, public: box, ...segmentFields })

export const versionForm = z.object({ version })
export const approveForm = z.object({
	version,
	/** As a field of date and time posts it; empty is now. */
	at: z.preprocess(
		(value) => (value === '' || value === undefined ? null : value),
		z
			.string()
			.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'error.date')
			.nullable()
	)
})
export const returnForm = z.object({ version, reason: line(500) })
export const officeCampaignQuery = z.object({
	status: optionalChoice(['draft', 'submitted', 'scheduled', 'sending', 'paused', 'sent', 'cancelled'] as const),
	after: z.uuid()
})
