/** The keys by which one organisation or person written by different hands is found again. Pure and browser-safe. */
import { fold } from '#engines/text/fold'
import { transliterate } from '#engines/text/transliterate'
import type { Localized } from '#platform/i18n'

export type Named = {
	name: Localized
	latin?: string | null
	acronyms?: readonly string[]
	otherNames?: readonly string[]
}

const folded = (words: string) => words.split(' ').map(fold)

/** Legal forms of companies: one registers them, another leaves them out. */
const legalForms = new Set(
	folded(
		'ЕООД ООД ЕАД АД ЕТ СД КД КДА ДЗЗД ДП SAS SASU SARL EURL SA SCI SCOP SCIC SNC SEM SPL GIE EPIC EPA Ltd LLC Inc plc GmbH OOD EOOD EAD'
	)
)

/** Words that only join others. */
const joining = new Set(folded('de du des d la le les l et of the and на и за'))

/** What says of which kind a body is, in each language, brought to one word: kept, or a town would be its own company. */
const kinds = new Map(
	[
		'municipality община commune mairie municipalité ville',
		'association сдружение асоциация',
		'foundation фондация fondation',
		'university университет université',
		'ministry министерство ministère',
		'agency агенция agence',
		'chamber палата chambre',
		'school училище école'
	].flatMap((row) => {
		const words = folded(row)
		return words.map((word) => [word, words[0]!] as const)
	})
)

const MOST_KEYS = 40
const LONGEST = 400

function keyOf(name: string): string {
	const words = fold(name.slice(0, LONGEST)).split(' ').filter(Boolean)
	const said = words.filter((word) => !joining.has(word) && !legalForms.has(word)).map((word) => kinds.get(word) ?? word)
	// A body whose whole name is such a word keeps it.
	return (said.length ? said : words).join(' ')
}

/** One key per name, each once: words folded across scripts, legal forms and joining words left out, kinds in one word. */
export function keysOf({ name, latin, acronyms = [], otherNames = [] }: Named): string[] {
	const names = [...Object.values(name), latin ?? '', ...acronyms, ...otherNames]
	return [...new Set(names.map(keyOf).filter(Boolean))].slice(0, MOST_KEYS)
}

/** The words of a question, made as keys are, for finding keys that hold them all. */
export const wordsOf = (question: string): string[] => [...new Set(keyOf(question).split(' ').filter(Boolean))].slice(0, 12)

/** The words for a kind of body that may be meant by the beginning of one: `comm` is on the way to a municipality. */
export const kindsBegunBy = (beginning: string): string[] =>
	beginning.length < 3 ? [] : [...new Set([...kinds].flatMap(([word, kind]) => (word.startsWith(beginning) ? [kind] : [])))]

const cyrillic = /\p{Script=Cyrillic}/u

/** How a name is read in Latin letters, by the law of 2009, when no language gives it so; null when one does. */
export function latinOf(name: Localized): string | null {
	const names = [name.fr, name.en, name.bg].filter((each): each is string => Boolean(each))
	const only = names.at(-1)
	return only !== undefined && names.every((each) => cyrillic.test(each)) ? transliterate(only) : null
}

/** The first Latin reading, folded: the order of a list that has no language. */
export const sortKeyOf = ({ name, latin }: Named): string =>
	fold((name.fr ?? name.en ?? latin ?? transliterate(name.bg ?? '')).slice(0, LONGEST)).slice(0, 200)

/** What is stored beside a person's name for finding and sorting them: the Latin reading given, or made by the law. */
export function personKeys(name: string, given: string | null): { latin: string | null; keys: string[]; sortKey: string } {
	const latin = given || (cyrillic.test(name) ? transliterate(name) : null)
	return {
		latin,
		keys: [...new Set([fold(name), fold(latin ?? '')].filter(Boolean))],
		sortKey: fold(latin ?? name).slice(0, 200)
	}
}

/** The same for an organisation. */
export const organisationKeys = (named: Named): { latin: string | null; keys: string[]; sortKey: string } => {
	const latin = latinOf(named.name)
	return { latin, keys: keysOf({ ...named, latin }), sortKey: sortKeyOf({ ...named, latin }) }
}
