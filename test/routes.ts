import { existsSync, globSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = resolve(import.meta.dirname, '../src/routes')
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'fallback']

/**
 * Everything src/routes lets one do, as `METHOD /address` and, for a form action with a name, `POST /address?/action`.
 * Groups are left out of the address, as in the browser; parameters stay: `[lang]`, `[id]`, `[...rest]`.
 */
export async function doors(): Promise<string[]> {
	const found: string[] = []
	for (const file of globSync('**/+{page.svelte,page.server.ts,server.ts}', { cwd: folder }).sort()) {
		const address = addressOf(dirname(file))
		if (file.endsWith('+page.svelte')) {
			found.push(`GET ${address}`)
			continue
		}
		const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>
		if (file.endsWith('+server.ts'))
			found.push(...methods.filter((method) => method in module).map((method) => `${method} ${address}`))
		else {
			// A page that only redirects has no component.
			if (!existsSync(join(folder, dirname(file), '+page.svelte'))) found.push(`GET ${address}`)
			for (const action of Object.keys((module.actions as object | undefined) ?? {}))
				found.push(`POST ${address}${action === 'default' ? '' : `?/${action}`}`)
		}
	}
	return found.sort()
}

const addressOf = (path: string) =>
	'/' +
	path
		.split('/')
		.filter((part) => part !== '.' && !/^\(.*\)$/.test(part))
		.map((part) => part.replace(/\[x\+([0-9a-f]{2})\]/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))))
		.map((part) => part.replace(/^(\[+(?:\.\.\.)?\w+)=\w+(\]+)/, '$1$2'))
		.join('/')
