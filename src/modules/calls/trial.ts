/** A form tried out in its preview: what was typed on its pages stands in the page itself, and nowhere else. Pure. */
import { readAnswers, type FormContext, type Posted } from '#engines/forms/answers'
import { applyCommand } from '#engines/forms/commands'
import type { FormDefinition } from '#engines/forms/definition'
import type { Problem } from '#engines/forms/problem'
import { problemsOf, progressOf, type PageProgress } from '#engines/forms/problems'
import type { Answers } from '#engines/forms/values'
import { z } from 'zod'

export type Trial = {
	/** The page to show now. */
	page: string
	answers: Answers
	/** Everything typed so far, to be posted again with the next page under `_typed`. */
	typed: string
	problems: Problem[]
	/** As the applicant's overview has it: the pages asked with these answers. */
	progress: PageProgress[]
	/** The input to come back to, after a button that added or removed a row. */
	focus: string | null
	/** Looked at as for filing: what is missing and the cross-checks count too. */
	checked: boolean
	/** A button asked for files, which no preview takes. */
	files: boolean
}

const typedBefore = z.record(z.string().max(200), z.union([z.string(), z.array(z.string()).max(500)])).catch({})

function parse(text: string): unknown {
	try {
		return JSON.parse(text)
	} catch {
		return {}
	}
}

const keyOf = (name: string) => name.split('.')[0]!

/** What one page posted over what the pages before it did: a field posted again is posted whole. */
function laidOver(before: Posted, posted: Posted): Posted {
	const again = new Set(Object.keys(posted).map(keyOf))
	return Object.fromEntries([
		...Object.entries(before).filter(([name]) => !again.has(keyOf(name)) && name !== '__proto__'),
		...Object.entries(posted).filter(([name]) => !name.startsWith('_'))
	])
}

/**
 * What a page of the preview posted, looked at. `_typed` carries the other pages, `_from` names the page it came from,
 * `_to` another one, `_next` asks for the one after it, `_check` for the look an application gets before it is filed.
 */
export function tryForm(definition: FormDefinition, posted: Posted, context: FormContext): Trial {
	const asked = (name: string) => [posted[name] ?? ''].flat()[0] ?? ''
	const typed = laidOver(typedBefore.parse(parse(asked('_typed'))), posted)
	const read = readAnswers(definition, typed, context)
	const { answers, focus } = applyCommand(definition, read.answers, posted)
	const progress = progressOf(definition, answers, context)
	const pages = definition.pages.map(({ key }) => key)
	const from = Math.max(0, pages.indexOf(asked('_from')))
	const next = asked('_next') ? pages.slice(from + 1).find((key) => progress.some(({ page }) => page === key)) : undefined
	const to = pages.find((key) => key === asked('_to'))
	const checked = asked('_check') !== ''
	return {
		page: next ?? to ?? pages[from] ?? '',
		answers,
		typed: JSON.stringify(typed),
		problems: [...read.problems, ...problemsOf(definition, answers, { for: checked ? 'filing' : 'draft', context })],
		progress,
		focus,
		checked,
		files: asked('_files') !== ''
	}
}
