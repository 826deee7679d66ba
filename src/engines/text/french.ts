import snowball from 'snowball-stemmers'

const stemmer = snowball.newStemmer('french')

/** Plurals in -aux of nouns in -ail, and the three that change altogether: Snowball sends every -aux to -al. */
const irregular: Record<string, string> = {
	travaux: 'travail',
	baux: 'bail',
	coraux: 'corail',
	émaux: 'émail',
	soupiraux: 'soupirail',
	vantaux: 'vantail',
	vitraux: 'vitrail',
	yeux: 'oeil',
	œil: 'oeil',
	cieux: 'ciel',
	aïeux: 'aïeul'
}

/** Snowball's own answer, without what `stemFrench` adds: kept apart so that it can be held against Snowball's list. */
export function stemFrenchSnowball(word: string): string {
	return stemmer.stem(word)
}

/** Stem of one lower-case French word: Snowball, then the endings it leaves alone because it cannot tell nouns from verbs. */
export function stemFrench(word: string): string {
	let stem = stemmer.stem(Object.hasOwn(irregular, word) ? irregular[word]! : word)
	// emploi, emplois: Snowball keeps an -s after a vowel other than e for fear of verbs.
	if (stem.length > 3 && /[aeiouéè]s$/.test(stem)) stem = stem.slice(0, -1)
	// lieu, lieux; bijou, bijoux.
	if (stem.length > 3 && /[eo]ux$/.test(stem)) stem = stem.slice(0, -1)
	// occupent like occupe; -ment stays, it makes nouns and adverbs.
	if (stem.length > 5 && stem.endsWith('ent') && !stem.endsWith('ment')) stem = stem.slice(0, -3)
	// demandons like demande; -ion stays, it makes nouns. Short words in -on are nouns too: maison, garçon.
	if (stem.length > 7 && stem.endsWith('on') && !stem.endsWith('ion')) stem = stem.slice(0, -2)
	// long, longue.
	if (stem.length > 3 && stem.endsWith('gu')) stem = stem.slice(0, -1)
	return stem
}
