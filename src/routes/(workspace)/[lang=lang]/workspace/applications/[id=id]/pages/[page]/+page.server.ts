import { fail, redirect } from '@sveltejs/kit'
import { problemsOf } from '#engines/forms/problems'
import { formContext } from '#modules/calls/application-rows.server'
import { getApplication } from '#modules/calls/applications.server'
import { saveDraft, typedAnswers, type Saved } from '#modules/calls/drafts.server'
import { notFound, RuleBroken } from '#platform/errors'
import { readForm, valuesOf, type Values } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

/** Autosave, live totals and what to do when saving fails need a script; without it every button saves. */
export const csr = true

/** The longest texts, in Cyrillic, several to a page, as a browser writes them into a post. */
const PAGE_LIMIT = 2 * 1024 * 1024

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const application = await getApplication(ctx, params.id)
	const { definition, progress, answers } = application
	const at = progress.findIndex(({ page }) => page === params.page)
	const pages = definition.pages.map(({ key }) => key)
	const place = pages.indexOf(params.page)
	if (place < 0) return notFound()
	// Not asked with the answers saved: on to the next that is.
	if (at < 0) {
		const onward = pages.slice(place + 1).find((key) => progress.some(({ page }) => page === key))
		const here = url.pathname.slice(0, url.pathname.lastIndexOf('/'))
		redirect(303, onward ? `${here}/${onward}` : here.slice(0, here.lastIndexOf('/')))
	}
	const checking = url.searchParams.has('check')
	return {
		id: application.id,
		title: application.title,
		status: application.status,
		filedAt: application.filing?.filedAt ?? null,
		closesAt: application.call.closesAt,
		version: application.version,
		definition,
		answers,
		page: params.page,
		previous: progress[at - 1]?.page ?? null,
		// The next of the form, asked or not: what is typed here may settle that.
		next: pages[place + 1] ?? null,
		place: { at: at + 1, of: progress.length },
		problems: problemsOf(definition, answers, { for: checking ? 'filing' : 'draft', context: formContext(ctx) }),
		writable: application.can.write,
		savedAt: url.searchParams.has('saved') ? application.updatedAt : null
	}
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, params, request, url }) => {
		const posted = valuesOf(await readForm(request, PAGE_LIMIT))
		const version = Number(posted._version)
		let saved: Saved
		try {
			const page = typeof posted._page === 'string' && posted._page.length <= 60 ? posted._page || null : null
			saved = await saveDraft(ctx, params.id, { posted, version: Number.isSafeInteger(version) ? version : -1, page })
		} catch (cause) {
			if (!(cause instanceof RuleBroken)) throw cause
			return fail(cause.status, {
				errors: { form: cause.key },
				params: cause.params,
				answers: await typedAnswers(ctx, params.id, posted),
				version
			})
		}
		const { answers, conflicts, problems } = saved
		if (conflicts.length) return fail(409, { conflicts, problems, answers, version: saved.version })
		if (problems.length) return fail(422, { problems, answers, version: saved.version })
		redirect(303, onwards(url.pathname, posted, saved.focus))
	}
}

/** Where the button that saved leads: on, to the files, or back to the row just added. */
function onwards(here: string, posted: Values, focus: string | null): string {
	const pages = here.slice(0, here.lastIndexOf('/'))
	const application = pages.slice(0, pages.lastIndexOf('/'))
	const key = (name: string) => (typeof posted[name] === 'string' && /^[a-z][a-z0-9_]*$/.test(posted[name]) ? posted[name] : null)
	if (key('_files')) return `${application}/files/${key('_files')}`
	if (key('_next')) return `${pages}/${key('_next')}`
	if (posted._overview) return application
	return `${here}?saved=yes${focus ? `#${encodeURIComponent(focus)}` : '#saved'}`
}
