/** Reads the folder of a programme (docs/operations.md says what lies in it). */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Chosen } from '../../platform/chosen.ts'
import { BadConfiguration } from '../../platform/env.ts'
import type { Given } from '#programme/given'
import { readDemo } from './demo.ts'
import { readHolidays } from './holidays.ts'
import { isSentence, sentenceProblem, sentencesOf } from './sentences.ts'
import { programmeOf, readSettings } from './settings.ts'
import { readTerritories } from './territories.ts'

export type ReadProgramme = Chosen & { programme: Given }

/** Everything the folder says. Throws BadConfiguration in one line: file, field and what is wrong with it. */
export function readProgramme(folder: string): ReadProgramme {
	const path = (name: string) => join(folder, name)
	if (!existsSync(path('programme.json')))
		throw new BadConfiguration(`PASSERELLE_PROGRAMME: there is no programme.json in ${folder}; passerelle init writes one`)
	const settings = checked(path('programme.json'), readSettings)
	const languages = settings.languages.map(({ code }) => code)
	const countries = settings.countries.map(({ code }) => code)
	const { programme, themes, levels } = programmeOf(settings)
	const territories = readTerritories(text(path('territories.csv')), path('territories.csv'), {
		languages,
		countries,
		levels: levels.map((level) => level.key)
	})
	const optional = <Read>(name: string, read: (source: unknown) => Read) =>
		existsSync(path(name)) ? checked(path(name), read) : read({})
	const holidays = optional('holidays.json', (source) => readHolidays(source, { languages, countries }))
	const demo = optional('demo.json', (source) =>
		readDemo(source, { languages, territories, services: programme.services.map((service) => service.key) })
	)
	return {
		languages: settings.languages,
		timeZone: settings.timeZone.name,
		messages: sentencesOf(settings, readSentences(folder, languages)),
		programme: { programme, themes, levels, territories, holidays, demo }
	}
}

/** The sentences of messages/, by language; what this version does not say is left to the doctor. */
export function readSentences(folder: string, languages: string[]): Record<string, Record<string, string>> {
	if (!existsSync(join(folder, 'messages'))) return {}
	const found: Record<string, Record<string, string>> = {}
	for (const name of readdirSync(join(folder, 'messages')).filter((each) => each.endsWith('.json'))) {
		const file = join(folder, 'messages', name)
		const language = name.slice(0, -'.json'.length)
		if (!languages.includes(language)) throw new BadConfiguration(`${file}: ${language} is not a language of programme.json`)
		found[language] = checked(file, (source) => {
			const sentences = z.record(z.string(), z.string('must be a sentence')).parse(source)
			const kept = Object.entries(sentences).filter(([key, sentence]) => isSentence(key) && sentence !== '')
			for (const [key, sentence] of kept) {
				const problem = sentenceProblem(key, sentence, language)
				if (problem) throw new BadConfiguration(`${file}: ${key}: ${problem}`)
			}
			return Object.fromEntries(kept)
		})
	}
	return found
}

function text(file: string): string {
	try {
		return readFileSync(file, 'utf8')
	} catch (error) {
		throw new BadConfiguration(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
	}
}

function checked<Read>(file: string, read: (source: unknown) => Read): Read {
	let source: unknown
	try {
		source = JSON.parse(text(file))
	} catch (error) {
		if (error instanceof BadConfiguration) throw error
		throw new BadConfiguration(`${file}: is not JSON (${(error as Error).message.split('\n')[0]})`)
	}
	try {
		return read(source)
	} catch (error) {
		if (!(error instanceof z.ZodError)) throw error
		const { path, message } = error.issues[0]!
		throw new BadConfiguration(`${file}: ${path.map(String).join('.') || 'the whole'}: ${message}`)
	}
}
