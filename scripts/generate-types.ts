/** Writes src/platform/tables.ts from a freshly migrated database; with --check it only says whether it is up to date. */
import { readFile, writeFile } from 'node:fs/promises'
import type pg from 'pg'
import { connect } from '../src/platform/db.server.ts'
import { migrate } from '../src/platform/migrate.server.ts'
import { createDatabase, testServer } from '../test/server.ts'

/** What a jsonb column holds, by table.column; `unknown` when not said. */
const json: Record<string, string> = {
	'closed_day.name': 'Localized',
	'organisation.name': 'Localized',
	'organisation.description': 'Localized',
	'organisation.expertise': 'Localized',
	'person.function': 'Localized',
	'person.expertise': 'Localized',
	'membership.function': 'Localized',
	'search_item.title': 'Localized',
	'search_item.summary': 'Localized'
}

const types: Record<string, string> = {
	uuid: 'string',
	text: 'string',
	citext: 'string',
	varchar: 'string',
	bpchar: 'string',
	date: 'string',
	tsvector: 'string',
	bit: 'string',
	int8: 'number',
	numeric: 'string',
	int2: 'number',
	int4: 'number',
	float4: 'number',
	float8: 'number',
	bool: 'boolean',
	bytea: 'Buffer',
	timestamptz: 'Timestamp',
	jsonb: 'unknown'
}
const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())

type Column = {
	table: string
	column: string
	type: string
	array: boolean
	labels: string[] | null
	nullable: boolean
	kind: 'always' | 'default' | 'given'
}

export async function generateTypes(pool: pg.Pool): Promise<string> {
	const { rows } = await pool.query<Column>(`
		select c.relname as table, a.attname as column, coalesce(e.typname, t.typname) as type, e.oid is not null as array,
			(select array_agg(enumlabel::text order by enumsortorder) from pg_enum where enumtypid = coalesce(e.oid, t.oid)) as labels,
			not a.attnotnull as nullable,
			case when a.attgenerated <> '' or a.attidentity = 'a' then 'always'
				when a.atthasdef or a.attidentity = 'd' then 'default' else 'given' end as kind
		from pg_class c
		join pg_attribute a on a.attrelid = c.oid
		join pg_type t on t.oid = a.atttypid
		left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
			and c.relname not like 'kysely_%' and a.attnum > 0 and not a.attisdropped
			and not exists (select from pg_inherits i where i.inhrelid = c.oid)
		order by c.relname, a.attnum`)
	const typeOf = (column: Column) => {
		const named = json[`${column.table}.${column.column}`]
		const base = column.labels?.map((label) => `'${label}'`).join(' | ') ?? named ?? types[column.type]
		if (!base) throw new Error(`no TypeScript type for ${column.table}.${column.column} (${column.type})`)
		// jsonb is read as a value and written as JSON text.
		if (column.type === 'jsonb' && !column.array) {
			const nothing = column.nullable ? ' | null' : ''
			const optional = column.kind === 'given' ? '' : ' | undefined'
			return `ColumnType<${base}${nothing}, string${nothing}${optional}${column.nullable ? ' | undefined' : ''}, string${nothing}>`
		}
		const list = column.array ? (base.includes('|') ? `(${base})[]` : `${base}[]`) : base
		const whole = list + (column.nullable ? ' | null' : '')
		return { always: `GeneratedAlways<${whole}>`, default: `Generated<${whole}>`, given: whole }[column.kind]
	}
	const tables = Map.groupBy(rows, (column) => column.table)
	const name = (table: string) => `${camel(`_${table}`)}Table`
	return [
		'// Written by scripts/generate-types.ts from the migrated database: run npm run types after a new migration.',
		"import type { ColumnType, Generated, GeneratedAlways } from 'kysely'",
		...(Object.values(json).includes('Localized') ? ["import type { Localized } from './i18n.ts'"] : []),
		'',
		'type Timestamp = ColumnType<Date, Date | string, Date | string>',
		'',
		...[...tables].flatMap(([table, columns]) => [
			`export interface ${name(table)} {`,
			...columns.map((column) => `\t${camel(column.column)}: ${typeOf(column)}`),
			'}',
			''
		]),
		'export interface DB {',
		...[...tables.keys()].map((table) => `\t${camel(table)}: ${name(table)}`),
		'}',
		''
	]
		.join('\n')
		.replace(', GeneratedAlways }', rows.some((column) => column.kind === 'always') ? ', GeneratedAlways }' : ' }')
}

if (import.meta.main) {
	const file = new URL('../src/platform/tables.ts', import.meta.url)
	const server = await testServer()
	const database = await createDatabase(server.address, `passerelle_types_${process.pid}`)
	await migrate(database.url)
	const { pool, close } = connect(database.url)
	try {
		const text = await generateTypes(pool)
		if (!process.argv.includes('--check')) await writeFile(file, text)
		else if ((await readFile(file, 'utf8')) !== text) {
			console.error('src/platform/tables.ts is out of date: npm run types')
			process.exitCode = 1
		}
	} finally {
		await close()
		await database.drop()
		await server.stop()
	}
}
