import { redirect } from '@sveltejs/kit'
import { comparisons, type FormDefinition } from '#engines/forms/definition'
import {
	crossCheckFields,
	crossCheckOf,
	crossCheckWords,
	figuresIn,
	severities,
	withCrossCheck,
	withoutCrossCheck
} from '#modules/calls/calculation-form'
import { changeForm, stampOf, workingForm } from '#modules/calls/form-versions.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { gather, localizedLine } from '#platform/shapes'
import { z } from 'zod'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	await parent()
	const form = await workingForm(ctx, params.id)
	const { checks } = form.definition
	const asked = checks.find(({ key }) => key === url.searchParams.get('edit'))
	const shown = asked && crossCheckOf(asked)
	return {
		stamp: stampOf(form),
		checks: checks.map((check) => ({
			key: check.key,
			message: check.message,
			severity: check.severity,
			words: crossCheckWords(form.definition, check, ctx.locale)
		})),
		edited: shown ? { key: asked.key, message: asked.message, ...shown } : null,
		figures: figuresIn(form.definition, ctx.locale),
		comparisons,
		severities,
		saved: url.searchParams.has('saved')
	}
}

const stamp = z.string().max(40).optional()
const saveForm = z.preprocess(gather('message'), z.object({ stamp, ...crossCheckFields, message: localizedLine(300) }))
const removeForm = z.object({ stamp, key: z.string().max(40, 'error.choice') })

async function change<Schema extends z.ZodType<{ stamp?: string | undefined }>>(
	event: RequestEvent,
	schema: Schema,
	next: (definition: FormDefinition, data: z.output<Schema>) => FormDefinition
) {
	const form = await parseForm(event.request, schema)
	if (!form.ok) return invalid(form)
	try {
		await changeForm(event.locals.ctx, event.params.id, (definition) => next(definition, form.data), form.data.stamp ?? null)
	} catch (cause) {
		return refuse(cause, form.values)
	}
	redirect(303, `${event.url.pathname}?saved`)
}

export const actions: Actions = {
	save: (event) => {
		const key = event.url.searchParams.get('edit')
		return change(event, saveForm, (definition, { stamp: _, ...input }) =>
			withCrossCheck(definition, input, definition.checks.some((check) => check.key === key) ? key : null)
		)
	},
	remove: (event) => change(event, removeForm, (definition, { key }) => withoutCrossCheck(definition, key))
}
