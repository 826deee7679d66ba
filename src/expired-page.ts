/** What somebody reads who pressed a button after their session had ended: what they typed is in the page, to be sent again. */
import { translate, type Locale } from '#platform/i18n'
import { readForm, valuesOf, withoutSecrets } from '#platform/http.server'
import { escape, standalonePage } from './standalone-page.ts'

/** As much as the longest page of a form may post. */
const KEPT = 2 * 1024 * 1024

/**
 * The page for a form posted by nobody, with its fields, or null for what is no such form: a file would have to be chosen
 * again, a script asks for itself. Posts from other sites are refused before they come here.
 */
export async function expiredPage(request: Request, locale: Locale): Promise<Response | null> {
	const type = request.headers.get('content-type') ?? ''
	if (request.method !== 'POST' || !/^application\/x-www-form-urlencoded\b/i.test(type)) return null
	const values = withoutSecrets(valuesOf(await readForm(request, KEPT)))
	const inputs = Object.entries(values).flatMap(([name, value]) =>
		[value].flat().map((each) => `<input type="hidden" name="${escape(name)}" value="${escape(each)}">`)
	)
	const { pathname, search } = new URL(request.url)
	const say = (key: 'title' | 'text' | 'sign_in' | 'again') => escape(translate(locale, `error.expired.${key}`))
	const signIn = `/${locale}/sign-in`
	return standalonePage({
		locale,
		title: translate(locale, 'error.expired.title'),
		body:
			`<p>${say('text')}</p><p><a href="${signIn}" target="_blank" rel="noopener">${say('sign_in')}</a></p>` +
			`<form method="post" action="${escape(pathname + search)}">${inputs.join('')}<button>${say('again')}</button></form>`,
		status: 401
	})
}
