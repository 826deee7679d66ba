/** `passerelle init`: the folder of another pair of countries, from questions or from a file of answers. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { BadConfiguration } from '../../platform/env.ts'
import { answersFile, questions, withDefaults, type Answers } from './answers.ts'
import { draftOf, type Enclosed } from './draft.ts'
import { readProgramme } from './folder.ts'

type Options = { answers?: string; territories?: string }
type Terminal = { stdin: NodeJS.ReadableStream; stdout: NodeJS.WritableStream }

/** Adds `init` to the command. */
export function addInitCommand(program: Command) {
	program
		.command('init')
		.argument('[folder]', 'where to write it: a new or empty folder', 'programme-folder')
		.description('set up another pair of countries: asks, and writes the folder that PASSERELLE_PROGRAMME names')
		.option('--answers <file>', 'take the answers from a JSON file and ask nothing')
		.option('--territories <file>', 'take the territories from a CSV file')
		.action((folder: string, options: Options) => init(resolve(folder), options))
}

/**
 * Writes the folder and says what comes next. Throws BadConfiguration, and leaves nothing behind, when the answers or a file
 * they name cannot be used, or the folder is not empty.
 */
export async function init(folder: string, options: Options, terminal: Terminal = process): Promise<void> {
	if (existsSync(folder) && readdirSync(folder).length > 0)
		throw new BadConfiguration(`${folder}: is not empty; name a new folder`)
	const { answers, base } = options.answers ? given(options.answers) : { answers: await asked(terminal), base: process.cwd() }
	const read = (name: string, from = base) => {
		const file = resolve(from, name)
		if (!existsSync(file)) throw new BadConfiguration(`${file}: is not there`)
		return readFileSync(file, 'utf8')
	}
	const territories = options.territories
		? read(options.territories, process.cwd())
		: answers.territories && read(answers.territories)
	const enclosed: Enclosed = {
		...(territories && { territories }),
		...(answers.holidays && { holidays: json(resolve(base, answers.holidays), read(answers.holidays)) }),
		messages: Object.fromEntries(
			Object.entries(answers.messages ?? {}).map(([language, name]) => [language, json(resolve(base, name), read(name))])
		)
	}
	const draft = draftOf(answers, enclosed)
	const write = (name: string, content: string | object) =>
		writeFileSync(join(folder, name), typeof content === 'string' ? content : `${JSON.stringify(content, null, '\t')}\n`)
	const there = existsSync(folder)
	mkdirSync(join(folder, 'messages'), { recursive: true })
	try {
		write('programme.json', draft.programme)
		write('territories.csv', draft.territories)
		write('holidays.json', draft.holidays)
		if (answers.demo) write('demo.json', read(answers.demo))
		for (const [language, sentences] of Object.entries(draft.messages)) write(`messages/${language}.json`, sentences)
		// A folder that the next command would refuse is not left behind.
		readProgramme(folder)
	} catch (error) {
		for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
		if (!there) rmSync(folder, { recursive: true })
		throw error
	}
	terminal.stdout.write(
		[
			`Written: ${folder}`,
			'Look through programme.json, territories.csv and holidays.json; translate messages/. Then:',
			`  PASSERELLE_PROGRAMME=${folder} npx passerelle doctor`,
			`  PASSERELLE_PROGRAMME=${folder} npx passerelle start`,
			''
		].join('\n')
	)
}

function given(file: string): { answers: Answers; base: string } {
	if (!existsSync(file)) throw new BadConfiguration(`--answers: ${file} is not there`)
	try {
		return { answers: withDefaults(answersFile.parse(json(file, readFileSync(file, 'utf8')))), base: dirname(resolve(file)) }
	} catch (error) {
		if (!(error instanceof z.ZodError)) throw error
		throw new BadConfiguration(`${file}: ${said(error)}`)
	}
}

function json<Read>(file: string, text: string): Read {
	try {
		return JSON.parse(text) as Read
	} catch (error) {
		throw new BadConfiguration(`${file}: is not JSON (${(error as Error).message.split('\n')[0]})`)
	}
}

const said = (error: z.ZodError) => {
	const { path, message } = error.issues[0]!
	return path.length ? `${path.map(String).join('.')}: ${message}` : message
}

/** One question after the other, each until its answer can be one. */
async function asked({ stdin, stdout }: Terminal): Promise<Answers> {
	const typing = createInterface({ input: stdin, output: stdout })
	const lines = typing[Symbol.asyncIterator]()
	let answers: Answers = {}
	try {
		for (const { ask, fallback, read } of questions) {
			for (;;) {
				stdout.write(`${ask} [${fallback(answers)}]: `)
				const { value: typed, done } = await lines.next()
				if (done) throw new BadConfiguration('the answers ended before the questions; --answers takes them from a file')
				try {
					answers = read(typed.trim() || fallback(answers), answers)
					break
				} catch (error) {
					if (!(error instanceof z.ZodError)) throw error
					const sentence = said(error)
					stdout.write(`  ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.\n`)
				}
			}
		}
		return answers
	} finally {
		typing.close()
	}
}
