import { redirect } from '@sveltejs/kit'
import { checkDefinition } from '#engines/forms/check'
import { findField, type FormDefinition } from '#engines/forms/definition'
import { conditionWords } from '#engines/forms/words'
import { calculationOf, figuresIn, operations, TERMS } from '#modules/calls/calculation-form'
import { chosenCondition, columnKinds, conditionsFor, fieldFrom } from '#modules/calls/field-form'
import { changeForm, stampOf, workingForm } from '#modules/calls/form-versions.server'
import { notFound } from '#platform/errors'
import { readForm, refuse, valuesOf } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	await parent()
	const form = await workingForm(ctx, params.id)
	const field = findField(form.definition, params.field) ?? notFound()
	const nth = form.definition.pages.findIndex(({ fields }) => fields.includes(field))
	const path = `pages.${nth}.fields.${form.definition.pages[nth]!.fields.indexOf(field)}`
	const words = (condition: Parameters<typeof conditionWords>[0]) => conditionWords(condition, form.definition, ctx.locale)
	const chosen = chosenCondition(form.definition, field)
	return {
		field,
		stamp: stampOf(form),
		problems: checkDefinition(form.definition).filter((each) => each.path === path || each.path.startsWith(`${path}.`)),
		condition: chosen,
		conditions: [
			...(chosen === 'kept' ? [{ value: 'kept', label: words(field.showWhen!) }] : []),
			...conditionsFor(form.definition, field.key).map(({ value, condition }) => ({ value, label: words(condition) }))
		],
		columnKinds,
		/** What a calculation reckons with; `said` is null for one that came with a template and that no page can say. */
		calculation:
			field.kind === 'calculated'
				? {
						said: calculationOf(field.expression),
						operations,
						terms: TERMS,
						figures: figuresIn(form.definition, ctx.locale, field.key)
					}
				: null,
		saved: url.searchParams.has('saved')
	}
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, params, request, url }) => {
		const values = valuesOf(await readForm(request))
		const change = (definition: FormDefinition): FormDefinition => {
			const field = findField(definition, params.field) ?? notFound()
			const next = fieldFrom(values, field, definition)
			return {
				...definition,
				pages: definition.pages.map((page) => ({
					...page,
					fields: page.fields.map((each) => (each.key === field.key ? next : each))
				}))
			}
		}
		try {
			await changeForm(ctx, params.id, change, one(values.stamp) ?? null)
		} catch (cause) {
			return refuse(cause, values)
		}
		redirect(303, `${url.pathname}?saved`)
	}
}
