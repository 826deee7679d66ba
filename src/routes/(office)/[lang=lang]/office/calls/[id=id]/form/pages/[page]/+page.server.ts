import { redirect } from '@sveltejs/kit'
import { checkDefinition } from '#engines/forms/check'
import type { FormDefinition } from '#engines/forms/definition'
import { conditionWords } from '#engines/forms/words'
import { conditionChoices, keysOn, pageFrom } from '#modules/calls/field-form'
import { changeForm, stampOf, workingForm } from '#modules/calls/form-versions.server'
import { notFound, RuleBroken } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { gather, localizedLine, optionalLocalizedParagraphs } from '#platform/shapes'
import { z } from 'zod'
import type { Actions, PageServerLoad } from './$types'

const pageOf = ({ pages }: FormDefinition, key: string) => pages.find((page) => page.key === key) ?? notFound()

/** The conditions a page can be asked under, with the one it has where no list offers it. */
function offered(definition: FormDefinition, key: string) {
	const page = pageOf(definition, key)
	return { page, ...conditionChoices(definition, keysOn(page), page.showWhen) }
}

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	await parent()
	const form = await workingForm(ctx, params.id)
	const { page, chosen, choices } = offered(form.definition, params.page)
	const path = `pages.${form.definition.pages.indexOf(page)}`
	return {
		page: { key: page.key, title: page.title, intro: page.intro ?? {} },
		stamp: stampOf(form),
		problems: checkDefinition(form.definition).filter((each) =>
			['title', 'intro', 'showWhen'].some((part) => each.path.startsWith(`${path}.${part}`))
		),
		condition: chosen,
		conditions: choices.map(({ value, condition }) => ({
			value,
			label: conditionWords(condition, form.definition, ctx.locale)
		})),
		saved: url.searchParams.has('saved')
	}
}

const pageForm = z.preprocess(
	gather('title', 'intro'),
	z.object({
		stamp: z.string().max(40).optional(),
		title: localizedLine(200),
		intro: optionalLocalizedParagraphs(2000),
		showWhen: z.string().max(100, 'error.choice').default('')
	})
)

export const actions: Actions = {
	default: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, pageForm)
		if (!form.ok) return invalid(form)
		const { stamp, ...said } = form.data
		const change = (definition: FormDefinition): FormDefinition => {
			const { page, choices } = offered(definition, params.page)
			if (said.showWhen && !choices.some(({ value }) => value === said.showWhen))
				throw new RuleBroken('error.choice', 'showWhen', {}, 422)
			return {
				...definition,
				pages: definition.pages.map((each) => (each.key === page.key ? pageFrom(said, each, definition) : each))
			}
		}
		try {
			await changeForm(ctx, params.id, change, stamp ?? null)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?saved`)
	}
}
