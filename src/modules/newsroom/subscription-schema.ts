import { z } from 'zod'
import { locales } from '#platform/i18n'
import { optionalChoice, ticked } from '#platform/shapes'
import { organisationKinds } from '#programme/organisation-kinds'
import { territory } from '#programme/territories'
import { themes } from '#programme/themes'

/** The kinds of mail a reader agrees to, each by itself: all of them are consents (identity/schema.ts). Browser-safe. */
export const mailKinds = ['newsletter', 'invitations', 'calls', 'funding'] as const
export type MailKind = (typeof mailKinds)[number]
export const isMailKind = (value: unknown): value is MailKind => mailKinds.includes(value as MailKind)

const optionalTerritory = z.preprocess(
	(value) => (value === '' || value === undefined ? null : value),
	z
		.string()
		.max(20, 'error.choice')
		.nullable()
		.refine((code) => code === null || territory(code) !== undefined, 'error.choice')
)

/** What a reader says of themselves, so that what is written reaches those it concerns. */
const about = {
	locale: z.enum(locales, 'error.choice'),
	organisationKind: optionalChoice(organisationKinds.map(({ key }) => key)),
	territory: optionalTerritory,
	themes: ticked(themes.map(({ key }) => key))
}

export const signUpForm = z.object({
	email: z
		.string('error.required')
		.trim()
		.min(1, 'error.required')
		.max(254, 'error.email')
		.transform((value) => value.toLowerCase())
		.pipe(z.email('error.email')),
	kinds: ticked(mailKinds).refine((kinds) => kinds.length > 0, 'error.subscription.kinds'),
	...about,
	/** Nobody sees this field: what fills it in is a program. */
	website: z.string().max(500).default('')
})
export type SignUpInput = z.output<typeof signUpForm>

export const preferencesForm = z.object({ kinds: ticked(mailKinds), ...about })
export type PreferencesInput = z.output<typeof preferencesForm>
