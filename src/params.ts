import { defineParams } from '@sveltejs/kit/params'
// Node loads this file as it is while the site is built: it must not import from '#…'.
import { locales } from './platform/languages.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const params = defineParams({
	lang: (value) => locales.find((locale) => locale === value),
	/** Rows are found by uuid: anything else is a 404 before a query is made. */
	id: (value) => (uuid.test(value) ? value : undefined)
})
