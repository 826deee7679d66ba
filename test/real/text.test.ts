import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { stemBulgarian } from '#engines/text/bulgarian'
import { fold } from '#engines/text/fold'
import { stemFrench, stemFrenchSnowball } from '#engines/text/french'
import { stem, type Locale } from '#engines/text/stem'
import { isStopWord, stopWords } from '#engines/text/stopwords'
import { lexemes, words } from '#engines/text/tokens'
import { transliterate } from '#engines/text/transliterate'

const data = new URL('../../../shared/data/text/', import.meta.url)
const absent = !existsSync(data)
if (absent) console.log('skipped: no reference texts beside the repository (../shared/data/text)')

const lines = (name: string) => readFileSync(new URL(name, data), 'utf8').split(/\r?\n/)
const pairs = (name: string) =>
	lines(name)
		.slice(1)
		.filter((line) => line.includes('\t'))
		.map((line) => line.split('\t') as [string, string])

interface Token {
	form: string
	lemma: string
	kind: string
}

const matter = new Set(['NOUN', 'PROPN', 'ADJ', 'VERB', 'ADV'])

function tokens(...files: string[]): Token[] {
	return files.flatMap((file) =>
		lines(file)
			.map((line) => line.split('\t'))
			.filter(([id, form]) => /^\d+$/.test(id ?? '') && /^\p{L}+$/u.test(form ?? ''))
			.map(([, form, lemma, kind]) => ({
				form: form!.toLowerCase(),
				// The treebank marks reflexive verbs on the lemma: наям-(се).
				lemma: lemma!.toLowerCase().replace(/-.*(се|си|ми).*$/, ''),
				kind: kind!
			}))
	)
}

interface Figures {
	forms: number
	pairs: number
	recall: number
	precision: number
	f1: number
	found: number
	right: number
}

/**
 * Pairs of different word forms: recall is the share of the pairs with a common lemma that get one stem, precision the
 * share of the pairs with one stem that have a common lemma. `found` and `right` are the same two seen by a reader who
 * searches for a word as it stands in the text: every other occurrence counts, identical forms included.
 */
function measure(all: Token[], stemmer: (word: string) => string): Figures {
	const lemmas = new Map<string, Set<string>>()
	const counts = new Map<string, number>()
	for (const { form, lemma, kind } of all) {
		if (!matter.has(kind)) continue
		lemmas.set(form, (lemmas.get(form) ?? new Set()).add(lemma))
		counts.set(form, (counts.get(form) ?? 0) + 1)
	}
	const forms = [...lemmas.keys()]
	const stems = new Map(forms.map((form) => [form, stemmer(form)]))
	const byStem = new Map<string, string[]>()
	const byLemma = new Map<string, string[]>()
	const add = (map: Map<string, string[]>, key: string, form: string) => map.set(key, [...(map.get(key) ?? []), form])
	for (const form of forms) {
		add(byStem, stems.get(form)!, form)
		for (const lemma of lemmas.get(form)!) add(byLemma, lemma, form)
	}
	const related = (one: string, other: string) => {
		for (const lemma of lemmas.get(one)!) if (lemmas.get(other)!.has(lemma)) return true
		return false
	}
	const wanted = new Set<string>()
	let joined = 0
	for (const group of byLemma.values())
		for (const one of group)
			for (const other of group) {
				if (one >= other || wanted.has(`${one} ${other}`)) continue
				wanted.add(`${one} ${other}`)
				if (stems.get(one) === stems.get(other)) joined++
			}
	let made = 0
	let good = 0
	for (const group of byStem.values())
		for (const one of group)
			for (const other of group) {
				if (one >= other) continue
				made++
				if (related(one, other)) good++
			}
	let found = 0
	let right = 0
	let searches = 0
	for (const form of forms) {
		const times = counts.get(form)!
		const related = new Set([...lemmas.get(form)!].flatMap((lemma) => byLemma.get(lemma)!))
		const answered = byStem.get(stems.get(form)!)!
		const sum = (some: Iterable<string>) => [...some].reduce((total, each) => total + counts.get(each)!, 0)
		const both = sum(answered.filter((each) => related.has(each)))
		found += (times * both) / sum(related)
		right += (times * both) / sum(answered)
		searches += times
	}
	const recall = joined / wanted.size
	const precision = made === 0 ? 1 : good / made
	return {
		forms: forms.length,
		pairs: wanted.size,
		recall,
		precision,
		f1: recall === 0 ? 0 : (2 * recall * precision) / (recall + precision),
		found: found / searches,
		right: right / searches
	}
}

/** BulStem (Nakov 2003): from the first vowel on, the longest ending its rules know, learnt from a dictionary. */
function bulStem(file: string): (word: string) => string {
	const rules = new Map<string, string>()
	for (const line of lines(file)) {
		const [, ending, replacement, seen] = /^(\S+) ==> (\S+) (\d+)$/.exec(line.trim()) ?? []
		if (ending && replacement && Number(seen) > 2) rules.set(ending, replacement)
	}
	return (word) => {
		const first = word.search(/[аъоуеиюя]/)
		if (first < 0) return word
		for (let at = first + 1; at < word.length; at++) {
			const replacement = rules.get(word.slice(at))
			if (replacement !== undefined) return word.slice(0, at) + replacement
		}
		return word
	}
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const table: string[] = []
function report(language: string, stemmer: string, figures: Figures) {
	table.push(
		`| ${language} | ${stemmer} | ${figures.forms} | ${figures.pairs} | ${percent(figures.recall)} | ${percent(figures.precision)} | ${figures.f1.toFixed(3)} | ${percent(figures.found)} | ${percent(figures.right)} |`
	)
}

describe.skipIf(absent)('on real words', () => {
	describe('transliteration', () => {
		// Written by a commission that keeps -iya at the end of a word; the law's article 6 has -ia.
		const law = (latin: string) => latin.replace(/iya\b/g, 'ia')

		test.each(['translit-streamlined-2009.tsv', 'translit-bgnpcgn-bul-Cyrl-Latn-2013.tsv'])('every pair of %s', (file) => {
			const all = pairs(file)
			expect(all.length).toBeGreaterThan(2)
			for (const [bulgarian, latin] of all) expect(transliterate(bulgarian)).toBe(law(latin))
		})
	})

	describe('folding', () => {
		test('joins the Bulgarian name with its spelling in each system', () => {
			for (const file of ['translit-streamlined-2009.tsv', 'translit-bgnpcgn-bul-Cyrl-Latn-2013.tsv'])
				for (const [bulgarian, latin] of pairs(file)) expect(fold(latin)).toBe(fold(bulgarian))
		})

		test('joins most names of the UN system of 1977, whose c and j are ц and й', () => {
			const all = pairs('translit-un-bul-Cyrl-Latn-1977.tsv')
			const met = all.filter(([bulgarian, latin]) => fold(latin) === fold(bulgarian)).length
			console.log(`folding, UN 1977 spellings met: ${met} of ${all.length}`)
			expect(met / all.length).toBeGreaterThan(0.8)
		})

		test('joins few different words', () => {
			for (const [language, ...files] of [
				['French', 'fr-annodis-press.conllu', 'fr-europarl-550.conllu'],
				['Bulgarian', 'bg-btb-dev.conllu']
			]) {
				const lemmas = new Map<string, string>()
				for (const { form, lemma, kind } of tokens(...files)) if (matter.has(kind)) lemmas.set(form, lemma)
				const plain = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '')
				const byKey = new Map<string, string[]>()
				for (const form of lemmas.keys()) byKey.set(fold(form), [...(byKey.get(fold(form)) ?? []), form])
				const wrong = [...byKey.values()].filter((group) => {
					const distinct = new Set(group.map((form) => lemmas.get(form)))
					return distinct.size > 1 && new Set(group.map(plain)).size > 1
				})
				console.log(
					`folding, ${language}: ${wrong.length} of ${byKey.size} keys join words of different lemmas, accents apart:`,
					wrong
						.slice(0, 12)
						.map((group) => group.join('='))
						.join(' ')
				)
				expect(wrong.length / byKey.size).toBeLessThan(0.012)
			}
		})
	})

	describe('stemming', () => {
		let french: Token[]
		let bulgarian: Token[]
		beforeAll(() => {
			french = tokens('fr-annodis-press.conllu', 'fr-europarl-550.conllu').filter(({ form }) => !isStopWord(form, 'fr'))
			bulgarian = tokens('bg-btb-dev.conllu').filter(({ form }) => !isStopWord(form, 'bg'))
		})

		test('French: better than Snowball alone', () => {
			const ours = measure(french, (word) => stem(word, 'fr'))
			const snowball = measure(french, stemFrenchSnowball)
			report(
				'French',
				'none',
				measure(french, (word) => word)
			)
			report('French', 'Snowball', snowball)
			report('French', 'ours', ours)
			expect(ours.recall).toBeGreaterThan(snowball.recall)
			expect(ours.precision).toBeGreaterThan(snowball.precision)
			expect(ours.recall).toBeGreaterThan(0.66)
			expect(ours.precision).toBeGreaterThan(0.565)
		})

		test('Bulgarian: better than BulStem', () => {
			const ours = measure(bulgarian, (word) => stem(word, 'bg'))
			const one = measure(bulgarian, bulStem('bulstem-rules-context-1.txt'))
			const two = measure(bulgarian, bulStem('bulstem-rules-context-2.txt'))
			report(
				'Bulgarian',
				'none',
				measure(bulgarian, (word) => word)
			)
			report('Bulgarian', 'BulStem, context 1', one)
			report('Bulgarian', 'BulStem, context 2', two)
			report('Bulgarian', 'ours', ours)
			expect(ours.f1).toBeGreaterThan(Math.max(one.f1, two.f1) + 0.08)
			expect(ours.recall).toBeGreaterThan(0.88)
			expect(ours.precision).toBeGreaterThan(0.8)
		})

		test('the figures', () => {
			console.log(
				[
					'| language | stemmer | words | lemma pairs | recall | precision | F1 | occurrences found | of them right |',
					'|---|---|--:|--:|--:|--:|--:|--:|--:|',
					...table
				].join('\n')
			)
			expect(table).toHaveLength(7)
		})

		test("the French Snowball is Snowball's, but for its later revisions", () => {
			const vocabulary = lines('fr-snowball-voc.txt').filter(Boolean)
			const expected = lines('fr-snowball-output.txt').filter(Boolean)
			expect(vocabulary).toHaveLength(expected.length)
			const same = vocabulary.filter((word, index) => stemFrenchSnowball(word) === expected[index]).length
			console.log(`French Snowball: ${same} of ${vocabulary.length} stems as listed`)
			// The list is of a newer revision of the algorithm than the package (ï, ë, -ions and others changed).
			expect(same / vocabulary.length).toBeGreaterThan(0.957)
		})
	})

	test('stop words: the list of others is mostly ours, and hardly any matter is lost', () => {
		const shared = lines('stopwords-bg.txt').filter(Boolean)
		const held = shared.filter((word) => isStopWord(word, 'bg')).length
		console.log(`stop words, bg: ${held} of ${shared.length} of the shared list, ${stopWords.bg.size} of ours`)
		expect(held / shared.length).toBeGreaterThan(0.7)
		const grammar = new Set(['ADP', 'AUX', 'CCONJ', 'DET', 'PART', 'PRON', 'SCONJ'])
		for (const [locale, ...files] of [
			['fr', 'fr-annodis-press.conllu', 'fr-europarl-550.conllu'],
			['bg', 'bg-btb-dev.conllu']
		] as [Locale, ...string[]][]) {
			const all = tokens(...files)
			const share = (some: Token[]) => some.filter(({ form }) => isStopWord(form, locale)).length / some.length
			const stopped = share(all.filter(({ kind }) => grammar.has(kind)))
			const lost = share(all.filter(({ kind }) => ['NOUN', 'PROPN', 'ADJ'].includes(kind)))
			console.log(`stop words, ${locale}: ${percent(stopped)} of grammatical words, ${percent(lost)} of nouns and adjectives`)
			expect(stopped).toBeGreaterThan(0.8)
			expect(lost).toBeLessThan(0.04)
		}
	})

	test('speed: half a million words a second on running text', () => {
		for (const [locale, file] of [
			['fr', 'fr-europarl-550.conllu'],
			['bg', 'bg-btb-dev.conllu'],
			['en', 'fr-snowball-voc.txt']
		] as [Locale, string][]) {
			const text =
				locale === 'en'
					? 'The call for projects supports lasting cooperation between local authorities of both countries. '.repeat(1500)
					: lines(file)
							.filter((line) => line.startsWith('# text = '))
							.map((line) => line.slice(9))
							.join(' ')
			const list = words(text).map((word) => word.text)
			const rate = (work: () => void) => {
				const start = performance.now()
				work()
				return Math.round(list.length / ((performance.now() - start) / 1000))
			}
			const bare = { fr: stemFrench, bg: stemBulgarian, en: undefined }[locale]
			const uncached = bare ? rate(() => list.forEach((word) => bare(word.toLowerCase()))) : undefined
			list.forEach((word) => stem(word, locale))
			const warm = Math.max(...[1, 2, 3].map(() => rate(() => list.forEach((word) => stem(word, locale)))))
			const whole = rate(() => lexemes(text, locale))
			const again = rate(() => lexemes(text, locale))
			console.log(
				`${locale}: ${list.length} words; stems a second: ${uncached ?? 'not taken'} without the cache, ${warm} with it; lexemes: ${whole}, ${again}`
			)
			// A loaded machine may be several times slower than a quiet one.
			expect(warm).toBeGreaterThan(500_000)
		}
	})
})
