import { redirect } from '@sveltejs/kit'
import { checkDefinition } from '#engines/forms/check'
import { findField, type Condition, type FormDefinition } from '#engines/forms/definition'
import { conditionWords } from '#engines/forms/words'
import { calculationOf, figuresIn, operations, TERMS } from '#modules/calls/calculation-form'
import { columnCalculation, columnFigures, columnKinds } from '#modules/calls/column-form'
import { dayStarts } from '#modules/calls/day-rule-form'
import { conditionChoices, fieldFrom } from '#modules/calls/field-form'
import { wrongFigures } from '#modules/calls/field-limits'
import { changeForm, stampOf, workingForm } from '#modules/calls/form-versions.server'
import { notFound } from '#platform/errors'
import { invalid, readForm, refuse, valuesOf, type FieldErrors } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	await parent()
	const form = await workingForm(ctx, params.id)
	const field = findField(form.definition, params.field) ?? notFound()
	const nth = form.definition.pages.findIndex(({ fields }) => fields.includes(field))
	const path = `pages.${nth}.fields.${form.definition.pages[nth]!.fields.indexOf(field)}`
	const offered = (stored: Condition | undefined) => {
		const { chosen, choices } = conditionChoices(form.definition, [field.key], stored)
		const said = choices.map(({ value, condition }) => ({ value, label: conditionWords(condition, form.definition, ctx.locale) }))
		return { chosen, choices: said }
	}
	const shown = offered(field.showWhen)
	const needed = offered('requiredWhen' in field ? field.requiredWhen : undefined)
	return {
		field,
		stamp: stampOf(form),
		problems: checkDefinition(form.definition).filter((each) => each.path === path || each.path.startsWith(`${path}.`)),
		condition: shown.chosen,
		conditions: shown.choices,
		needed: needed.chosen,
		neededWhen: needed.choices,
		dayStarts: field.kind === 'date' ? dayStarts(form.definition, ctx.locale, field.key) : [],
		columnKinds,
		operations,
		/** What each calculated column reckons with; `said` is null for one that no page can say. */
		columns:
			field.kind === 'table'
				? field.columns.map((column) =>
						column.kind === 'calculated'
							? { said: columnCalculation(column), figures: columnFigures(field.columns, ctx.locale, column.key) }
							: null
					)
				: [],
		/** What a calculation reckons with; `said` is null for one that came with a template and that no page can say. */
		calculation:
			field.kind === 'calculated'
				? {
						said: calculationOf(field.expression),
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
		let errors: FieldErrors = {}
		const change = (definition: FormDefinition): FormDefinition => {
			const field = findField(definition, params.field) ?? notFound()
			errors = wrongFigures(values, field)
			if (Object.keys(errors).length) return definition
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
		if (Object.keys(errors).length) return invalid({ values, errors })
		redirect(303, `${url.pathname}?saved`)
	}
}
