import { describe, expect, test } from 'vitest'
import { leftoverProblems } from './leftovers.ts'
import { hardCodedWords } from './markup.ts'
import { messageProblems } from './messages.ts'
import { migrationProblems } from './migrations.ts'

describe('messages', () => {
	const code = [{ path: 'a.ts', text: "t('a.one'); t(`a.state.${state}`); t(`a.${x}.title`)" }]
	const all = (fr: string, bg = fr, en = fr) => ({ fr: { 'a.one': fr }, bg: { 'a.one': bg }, en: { 'a.one': en } })

	test('that are complete, readable and said are fine', () => {
		const messages = { 'a.one': '{count, plural, one {# x} other {# y}}', 'a.state.open': 'x', 'a.b.title': 'x' }
		expect(messageProblems({ fr: messages, bg: messages, en: messages }, code)).toEqual([])
	})

	test.for<[string, Record<string, Record<string, string>>, string]>([
		['missing in a language', { fr: { 'a.one': 'x' }, bg: {}, en: { 'a.one': 'x' } }, 'a.one: not in bg'],
		['empty', all('x', ' '), 'a.one: empty in bg'],
		['with other parameters', all('{a}', '{b}', '{a}'), 'a.one: takes a in fr, b in bg, a in en'],
		[
			'with parameters inside a plural only',
			all('{n, plural, one {x} other {{who}}}', '{n, plural, one {x} other {y}}', '{n, plural, one {x} other {{who}}}'),
			'a.one: takes n, who in fr, n in bg, n, who in en'
		],
		['that cannot be read', all('x', 'x', '{a'), 'a.one: cannot be read in en'],
		['without a plural form', all('{n, plural, other {x}}'), 'a.one: the plural of {n} lacks "one" in fr'],
		['nobody says', { fr: { 'b.two': 'x' }, bg: { 'b.two': 'x' }, en: { 'b.two': 'x' } }, 'b.two: said nowhere'],
		['in French with an ordinary space', all('Quoi ?', 'x', 'x'), 'a.one: an ordinary space where a no-break one belongs in fr'],
		['in French without the space', all('Quoi?', 'x', 'x'), 'a.one: no space where a no-break one belongs in fr'],
		['with a typewriter apostrophe', all('l’ami', "l'x", 'x'), 'a.one: a typewriter apostrophe']
	])('%s are named', ([, messages, problem]) => {
		expect(messageProblems(messages, code)).toContainEqual(expect.stringContaining(problem))
	})
})

describe('components', () => {
	test('with words of their own are named, in text and in what is read aloud', () => {
		const text =
			'<script lang="ts">const a = "words"</script>\n<p>Hello {name}</p>\n<img alt="A bridge" class="two words">\n{#if a}<b>Да</b>{/if}<style>p { color: red }</style>'
		expect(hardCodedWords({ path: 'A.svelte', text })).toEqual([
			'A.svelte:2: “Hello” belongs in src/messages',
			'A.svelte:3: “A bridge” belongs in src/messages',
			'A.svelte:4: “Да” belongs in src/messages'
		])
	})
	test('with names, signs and expressions only are fine', () => {
		expect(
			hardCodedWords({
				path: 'A.svelte',
				text: '<p>Passerelle · {t("a")} – 5 €</p><code>npm start</code><a title={t("b")}>{x}</a>'
			})
		).toEqual([])
	})
})

describe('migrations', () => {
	const first = (text: string) => migrationProblems([{ path: 'migrations/0001_a.sql', text }])
	test('with names everywhere are fine', () => {
		expect(
			first(`-- unique words
			create table a (id uuid constraint a_pk primary key, b uuid not null constraint a_b_fk references b on delete cascade,
				c text default 'check' constraint a_c_check check (c <> ''), constraint a_u unique (b, c),
				constraint a_bc_fk foreign key (b, c) references d (b, c));
			create unique index a_b on a (b);
			create function f() returns trigger language plpgsql as $$ begin if unique then references; end if; end $$;
			insert into a values (1) on conflict do nothing;`)
		).toEqual([])
	})
	test.for([
		['create table a (id uuid primary key)', 'primary key'],
		['create table a (b uuid references b)', 'references'],
		['create table a (b text unique)', 'unique'],
		["create table a (b text check (b <> ''))", 'check'],
		['create table a (b text, unique (b))', 'unique'],
		['alter table a add foreign key (b) references b', 'foreign key']
	])('%s is named', ([text, rule]) => {
		expect(first(text!)).toContainEqual(`migrations/0001_a.sql:1: ${rule} without a constraint name`)
	})
	test('with a gap are named', () => {
		expect(
			migrationProblems([
				{ path: 'migrations/0001_a.sql', text: '' },
				{ path: 'migrations/0003_c.sql', text: '' }
			])
		).toEqual(['migrations/0003_c.sql: should be number 0002 (NNNN_name.sql, without gaps)'])
	})
})

test('notes to oneself and paths of one machine are named; addresses of the site are not', () => {
	const found = (text: string) => leftoverProblems({ path: 'a.ts', text }).length
	expect([
		found('// TO' + 'DO later'),
		found("open('/ho" + "me/ann/x')"),
		found("href('/fr/pages/home')"),
		found('https://x.org/home/a')
	]).toEqual([1, 1, 0, 0])
})
