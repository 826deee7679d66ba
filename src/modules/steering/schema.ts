import { z } from 'zod'
import type { Localized } from '#platform/i18n'

const name = z.string().trim().max(120, 'error.too_long').default('')

/** A closed day as it is typed: its name in at least one language. */
export const closedDayForm = z
	.object({ country: z.string().max(10), day: z.iso.date('error.office.date'), name_fr: name, name_bg: name, name_en: name })
	.refine((form) => form.name_fr || form.name_bg || form.name_en, {
		path: ['name_fr'],
		message: 'error.required',
		when: () => true
	})
	.transform(({ country, day, name_fr, name_bg, name_en }) => {
		const filled = Object.entries({ fr: name_fr, bg: name_bg, en: name_en }).filter(([, text]) => text)
		return { country, day, name: Object.fromEntries(filled) as Localized }
	})

export const removeForm = z.object({ id: z.uuid('error.required') })
