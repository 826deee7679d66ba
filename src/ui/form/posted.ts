import type { Posted } from '#engines/forms/answers'

/** What a form would post now, but for files and for what the page says of itself (`_version`). */
export function postedOf(form: HTMLFormElement): Posted {
	const posted: Posted = {}
	for (const [name, value] of new FormData(form)) {
		if (typeof value !== 'string' || name.startsWith('_')) continue
		const before = posted[name]
		posted[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
	}
	return posted
}
