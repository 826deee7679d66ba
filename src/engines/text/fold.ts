const LONGEST_KEY = 64
const CACHE_SIZE = 50_000
const cache = new Map<string, string>()

const run = /[\p{L}\p{N}\p{M}]+/gu
const hasLatin = /[A-Za-z]/
const hasCyrillic = /[\u0400-\u045f]/

const lookalikes = 'AА BВ CС EЕ HН KК MМ OО PР TТ XХ YУ aа cс eе kк oо pр xх yу'.split(' ')
const toCyrillic = new Map(lookalikes.map((pair) => [pair[0]!, pair[1]!]))
const toLatin = new Map(lookalikes.map((pair) => [pair[1]!, pair[0]!]))

/**
 * A word typed on two keyboards (Latin c in сoфия, Cyrillic о in tоwn) brought back to one script: the one whose letters
 * have no twin in the other. A word that truly mixes both keeps its letters.
 */
export function mendScripts(word: string): string {
	if (!hasLatin.test(word) || !hasCyrillic.test(word)) return word
	let latin = 0
	let cyrillic = 0
	let majority = 0
	for (const letter of word) {
		if (hasLatin.test(letter)) {
			if (!toCyrillic.has(letter)) latin++
			majority--
		} else if (hasCyrillic.test(letter)) {
			if (!toLatin.has(letter)) cyrillic++
			majority++
		}
	}
	if (latin > 0 && cyrillic > 0) return word
	const table = cyrillic > 0 || (latin === 0 && majority >= 0) ? toCyrillic : toLatin
	return [...word].map((letter) => table.get(letter) ?? letter).join('')
}

/** The words of a name that mix Latin and Cyrillic letters: typed in the wrong alphabet, or made to look like another name. */
export const mixedWords = (text: string): string[] =>
	(text.match(/[\p{L}\p{M}]+/gu) ?? []).filter((word) => hasLatin.test(word) && hasCyrillic.test(word))

const cyrillicSounds = new Map(
	Object.entries({
		а: 'a',
		б: 'b',
		в: 'v',
		г: 'g',
		д: 'd',
		е: 'e',
		ж: 'zh',
		з: 'z',
		и: 'i',
		й: 'i',
		к: 'k',
		л: 'l',
		м: 'm',
		н: 'n',
		о: 'o',
		п: 'p',
		р: 'r',
		с: 's',
		т: 't',
		у: 'u',
		ф: 'f',
		х: 'h',
		ц: 'ts',
		ч: 'ch',
		ш: 'sh',
		щ: 'sht',
		ъ: 'a',
		ь: 'i',
		ю: 'iu',
		я: 'ia',
		ы: 'i',
		э: 'e',
		і: 'i',
		є: 'e',
		ѣ: 'e',
		ѫ: 'a',
		ґ: 'g',
		ј: 'i',
		љ: 'l',
		њ: 'n',
		ћ: 'ch',
		ђ: 'j',
		џ: 'j',
		ѕ: 'dz'
	})
)

// Letters that would lose their sound with their mark (č š ž of the UN system, ŭ of the old American one), or have none to lose.
const marked: Record<string, string> = {
	č: 'ch',
	š: 'sh',
	ž: 'zh',
	ŭ: 'a',
	œ: 'oe',
	æ: 'ae',
	ß: 'ss',
	ø: 'o',
	đ: 'd',
	ł: 'l',
	ı: 'i'
}
const markedLetter = new RegExp(`[${Object.keys(marked).join('')}]`, 'g')

/** Letters first: after these, no q, w, x or y is left, and c only before h. */
const spelling: readonly [RegExp, string][] = [
	// Ivanoff is Ivanov.
	[/([oe])ff$/, '$1v'],
	// c is ц before e, i, y and к elsewhere; taking it for s would join cité and site.
	[/c(?=[eiy])/g, 'ts'],
	[/c(?!h)/g, 'k'],
	[/qu(?=[aeiouy])/g, 'k'],
	[/q/g, 'k'],
	[/w/g, 'v'],
	[/x/g, 'ks'],
	// й, ь, French ï and i, law y.
	[/y/g, 'i']
]

/** Then sounds, again and again until nothing moves, so that the key of a key is itself. */
const sounds: readonly [RegExp, string][] = [
	// Roussé, Russe; also the ии that the law writes -ia or iya. Digits stay: 2000 is not 20.
	[/([a-z])\1+/g, '$1'],
	// French ch is English sh, French tch is English ch: ш and ч cannot be told apart.
	[/[st]{0,3}[cs]h/g, 'ch'],
	// Christo, Hristo.
	[/chr/g, 'hr'],
	// French dj is English dzh, French j is English zh: ж and дж cannot be told apart.
	[/d?zh|dj/g, 'j'],
	[/tz/g, 'ts'],
	[/kh/g, 'h'],
	[/ph/g, 'f'],
	// Bourgas, Burgas.
	[/ou/g, 'u'],
	// Guéorgui, Gheorghi, Georgi.
	[/g[uh](?=[ei])/g, 'g'],
	// Bulgarie, Bulgaria; short words (vie, via) stay apart.
	[/(?<=...)ie$/, 'ia'],
	// The country keeps the u the law gives it, in Български as in Bulgarski.
	[/^balgar/, 'bulgar']
]

function foldWord(word: string): string {
	let key = mendScripts(word)
		.normalize('NFKC')
		.toLowerCase()
		.replace(markedLetter, (letter) => marked[letter]!)
		.normalize('NFKD')
		.toLowerCase()
		// Marks, and the signs some letters are made of: ⑴ is (1), ŀ is l·.
		.replace(/[^\p{L}\p{N}]+/gu, '')
		// Once more, for what stood under a mark: ǽ, ǿ.
		.replace(markedLetter, (letter) => marked[letter]!)
	if (hasCyrillic.test(key)) key = [...key].map((letter) => cyrillicSounds.get(letter) ?? letter).join('')
	for (const [pattern, replacement] of spelling) key = key.replace(pattern, replacement)
	key = key.slice(0, LONGEST_KEY).replace(/[\ud800-\udbff]$/, '')
	for (let before = ''; before !== key;) {
		before = key
		for (const [pattern, replacement] of sounds) key = key.replace(pattern, replacement)
	}
	return key
}

/**
 * A key under which one name written by different hands meets: Targovichté, Targovishte and Търговище; état and etat.
 * Words of letters and digits, each folded and joined by one space; at most 64 characters a word; the key of a key is itself.
 * For finding, never for showing: it also joins some words that differ (found, fund).
 */
export function fold(text: string): string {
	const keys: string[] = []
	for (const [word] of text.matchAll(run)) {
		let key = cache.get(word)
		if (key === undefined) {
			key = foldWord(word.length > 4 * LONGEST_KEY ? word.slice(0, 4 * LONGEST_KEY) : word)
			if (cache.size >= CACHE_SIZE) cache.clear()
			if (word.length <= LONGEST_KEY) cache.set(word, key)
		}
		if (key !== '') keys.push(key)
	}
	return keys.join(' ')
}
