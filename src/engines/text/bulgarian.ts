const vowel = /[аъоуеиюя]/

const DEFINITE = ['ия', 'ият', 'ата', 'ото', 'ите']
const GENDERS = ['а', 'о', 'и']

function join(stems: string, endings: readonly string[]): string[] {
	return stems.split(' ').flatMap((stem) => endings.map((ending) => stem + ending))
}

interface Paradigm {
	/** Fewest letters that must remain, `keep` included. */
	least: number
	/** What the ending leaves behind, when it is not wholly an ending. */
	keep?: string
	endings: readonly string[]
}

/**
 * Articles and plurals after Savoy, "Searching strategies for the Bulgarian language" (2007); verbs, participles and
 * feminine abstracts are ours. The least lengths were chosen on the BTB treebank, whole groups at a time: chosen ending by
 * ending they fitted the words they were chosen on and no others.
 */
const paradigms: readonly Paradigm[] = [
	{ least: 2, endings: ['а', 'я', 'о', 'е', 'и'] },
	{ least: 3, endings: ['ът', 'ят', 'ата', 'ята', 'ото', 'ето', 'ия', 'ият'] },
	{ least: 2, endings: ['ите', 'йте', 'й'] },
	// A feminine noun in a consonant doubles its т before the article: радост, радостта. A lone -та is rarely an article.
	{ least: 2, keep: 'ст', endings: ['стта'] },
	{ least: 2, keep: 'щ', endings: ['щта'] },
	{ least: 2, keep: 'л', endings: ['лта'] },
	{ least: 2, keep: 'р', endings: ['рта'] },
	{ least: 3, endings: ['ове', 'овете', 'еве', 'евете'] },
	// път, пътища; but училище, училища and летище, летища keep their -ищ.
	{ least: 2, keep: 'ът', endings: ['ътища', 'ътищата'] },
	{ least: 2, keep: 'ц', endings: ['ция', 'цията', 'ции', 'циите'] },
	...[...'сзтдрлмгкфхпб'].map((letter) => ({
		least: 4,
		keep: letter,
		endings: join(letter, ['ия', 'ията', 'ии', 'иите', 'ие', 'ието'])
	})),
	{ least: 2, keep: 'ан', endings: ['ание', 'анието', 'ания', 'анията'] },
	{ least: 2, keep: 'ен', endings: ['ение', 'ението', 'ения', 'енията'] },
	// кандидат, депутат: their plural meets a singular that looks like a verb in -ат.
	{ least: 2, endings: ['ати', 'атите', 'атът'] },
	// важен, важна: the е is dropped when a vowel follows.
	{ least: 2, keep: 'н', endings: ['ен', ...join('н', GENDERS), ...join('н', DEFINITE)] },
	{ least: 4, endings: ['ан', 'ян', ...join('ен', GENDERS)] },
	{ least: 3, endings: join('ан ян', GENDERS) },
	{ least: 4, endings: join('ан ян', ['ият', 'ата', 'ото', 'ите']) },
	{ least: 3, endings: join('ен', ['ият', 'ата', 'ото', 'ите']) },
	{ least: 2, endings: ['ал', 'ял', 'ил', ...join('ал ял ил ел', GENDERS)] },
	{ least: 5, endings: ['ел'] },
	{ least: 3, endings: ['ъл', ...join('л', GENDERS), ...join('ал ял ил', DEFINITE)] },
	{ least: 4, endings: join('ел', DEFINITE) },
	{ least: 2, endings: join('а я и о', ['х', 'хме', 'хте', 'ха']) },
	{ least: 3, endings: ['ехме', 'ехте', 'еха'] },
	{ least: 2, endings: ['аше', 'яше', 'еше', ...join('а я', ['м', 'ш', 'ме', 'те', 'т'])] },
	{ least: 3, endings: ['еш', 'ем', 'ете', 'им', 'иш', 'айки', 'ейки', 'яйки'] },
	{ least: 3, endings: [...join('ащ ещ ящ', ['', ...GENDERS]), ...join('ащ ещ ящ', DEFINITE)] }
]

const endings = new Map<string, { least: number; keep: string }>()
for (const { least, keep = '', endings: group } of paradigms)
	for (const ending of group) {
		const known = endings.get(ending)
		endings.set(ending, {
			least: Math.min(least, known?.least ?? least),
			keep: keep || (known?.keep ?? '')
		})
	}
const longest = Math.max(...[...endings.keys()].map((ending) => ending.length))

const hardened: Record<string, string> = { ц: 'к', з: 'г', ж: 'г' }

function isConsonant(letter: string | undefined): boolean {
	return letter !== undefined && !vowel.test(letter)
}

/**
 * Stem of one lower-case Bulgarian word: the longest known ending goes, then the alternations of the root are levelled.
 * Inflection only: a verb and the noun made from it usually keep different stems.
 */
export function stemBulgarian(word: string): string {
	let stem = word
	for (let length = Math.min(longest, word.length - 1); length > 0; length--) {
		const ending = endings.get(word.slice(-length))
		if (!ending) continue
		const candidate = word.slice(0, -length) + ending.keep
		if (candidate.length < ending.least || !vowel.test(candidate)) continue
		stem = candidate
		break
	}
	// The vowel that comes and goes: огън, огъня; театър, театри; българец, българци.
	const last = stem.at(-1)
	const before = stem.at(-2)
	if (
		last !== undefined &&
		isConsonant(last) &&
		isConsonant(stem.at(-3)) &&
		((stem.length > 3 && before === 'ъ' && last !== 'й') || (stem.length > 4 && before === 'е' && (last === 'р' || last === 'ц')))
	)
		stem = stem.slice(0, -2) + last
	// език, езици; подлог, подлози; книга, книжен.
	const hard = hardened[stem.at(-1) ?? '']
	if (hard) stem = stem.slice(0, -1) + hard
	// бял, бели; място, места: only the last syllable alternates.
	const at = stem.lastIndexOf('я')
	if (at >= 0 && !vowel.test(stem.slice(at + 1))) stem = stem.slice(0, at) + 'е' + stem.slice(at + 1)
	return stem
}
