import { expect, test } from 'vitest'
import { locales, translate } from '#platform/i18n'
import { outagePage } from './outage-page.ts'

test.for([...locales])('the page of an outage stands alone, in %s, and shows nothing it was sent as markup', async (locale) => {
	const answer = outagePage(locale, 503, '<script>1</script>')
	expect(answer.status).toBe(503)
	expect(answer.headers.get('retry-after')).toBe('60')
	const html = await answer.text()
	expect(html).toContain(`lang="${locale}"`)
	expect(html).toContain(translate(locale, 'error.503.title'))
	expect(html).toContain('&lt;script>')
	expect(html).not.toContain('<script')
})
