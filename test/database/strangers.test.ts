import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { as, test } from '#test/support'
import { openToStrangers } from './open-to-strangers.ts'

const root = resolve(import.meta.dirname, '../..')
const NOTHING = '01890000-0000-7000-8000-000000000000'

/**
 * An argument that reads as a form, a filter or an id: every property of it is the id of nothing. What a verb asks of it
 * before it asks who is there must not matter to the answer.
 */
const anything = (): never =>
	new Proxy(new String(NOTHING), {
		get(target, name) {
			if (name === 'then') return undefined
			if (name === 'toPostgres' || name === Symbol.toPrimitive || name === 'toString' || name === 'valueOf' || name === 'toJSON')
				return () => NOTHING
			const own = Reflect.get(target, name) as unknown
			return typeof own === 'function' ? own.bind(NOTHING) : (own ?? NOTHING)
		}
	}) as never

/** Every exported function of the modules whose first parameter is the context: the verbs and the reads. */
async function verbs() {
	const found: { name: string; call: (ctx: Ctx, ...rest: never[]) => unknown }[] = []
	for (const file of globSync('src/modules/**/*.server.ts', { cwd: root }).sort()) {
		const module = (await import(pathToFileURL(resolve(root, file)).href)) as Record<string, unknown>
		const place = file.replace(/^src\/modules\/|\.server\.ts$/g, '')
		for (const [name, value] of Object.entries(module)) {
			if (typeof value !== 'function' || !/^(?:async )?(?:function )?\w*\s*\(?_?ctx\b/.test(value.toString())) continue
			found.push({ name: `${place}#${name}`, call: value as never })
		}
	}
	return found
}

const all = await verbs()

test('the list of what is open to strangers names only what exists', () => {
	expect(Object.keys(openToStrangers).filter((name) => !all.some((verb) => verb.name === name))).toEqual([])
	expect(all.length).toBeGreaterThan(20)
})

test('no route imports what is only a part of other verbs', () => {
	const parts = new Set(
		Object.entries(openToStrangers)
			.filter(([, { as }]) => as === 'part')
			.map(([name]) => name)
	)
	const taken = globSync('src/routes/**/*.{ts,svelte}', { cwd: root, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
		.flatMap((entry) => {
			const text = readFileSync(resolve(entry.parentPath, entry.name), 'utf8')
			return [...text.matchAll(/import \{([^}]*)\} from '#modules\/([^']+)\.server'/g)].flatMap(([, names, place]) =>
				names!.split(',').map((name) => `${place}#${name.trim()}`)
			)
		})
	expect(taken.length).toBeGreaterThan(10)
	expect(taken.filter((name) => parts.has(name))).toEqual([])
})

describe('a stranger', () => {
	test.for(all.filter(({ name }) => !(name in openToStrangers)))(
		'is refused by $name, and nothing is written',
		async ({ call }, { ctx }) => {
			const stranger = as(ctx, null)
			const before = await written(ctx)
			let answer: unknown
			try {
				answer = await call(stranger, anything(), anything(), anything())
			} catch (error) {
				answer = (error as { status?: number }).status ?? error
			}
			expect([401, 403, 404]).toContain(answer)
			expect(await written(ctx)).toBe(before)
		}
	)
})

/** How many rows this transaction has written so far, in any table. */
async function written(ctx: Ctx): Promise<number> {
	const { rows } = await sql<{
		n: number
	}>`select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int as n from pg_stat_xact_user_tables`.execute(ctx.db)
	return rows[0]!.n
}
