import { globSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export type Source = { path: string; text: string }

/** The files that match, with paths from the project's folder, in order. */
export const sources = (...patterns: string[]): Source[] =>
	globSync(patterns, { cwd: root, withFileTypes: true })
		// A folder may be named like a file: routes/…/openapi.json.
		.filter((entry) => entry.isFile())
		.map((entry) => relative(root, join(entry.parentPath, entry.name)))
		.filter((path) => !/(^|\/)(node_modules|build|\.svelte-kit|var)(\/|$)/.test(path))
		.sort()
		.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** The number of the line on which `offset` lies. */
export const lineAt = (text: string, offset: number) => text.slice(0, offset).split('\n').length
