/** Закон за транслитерацията (ДВ, бр. 19 от 13.03.2009), чл. 4–6: one row per letter. */
const law: Record<string, string> = {
	а: 'a',
	б: 'b',
	в: 'v',
	г: 'g',
	д: 'd',
	е: 'e',
	ж: 'zh',
	з: 'z',
	и: 'i',
	й: 'y',
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
	ь: 'y',
	ю: 'yu',
	я: 'ya'
}

/** Letters the law does not know: ѝ, the orthography before 1945, and the neighbours' letters found in names. */
const beyond: Record<string, string> = {
	ѝ: 'i',
	ѐ: 'e',
	ѣ: 'e',
	ѫ: 'a',
	ѭ: 'ya',
	ё: 'yo',
	ы: 'y',
	э: 'e',
	і: 'i',
	ї: 'yi',
	є: 'ye',
	ґ: 'g',
	ј: 'j',
	љ: 'lj',
	њ: 'nj',
	ћ: 'c',
	ђ: 'dj',
	џ: 'dzh',
	ѓ: 'gj',
	ќ: 'kj',
	ѕ: 'dz'
}

const latin = new Map(Object.entries({ ...law, ...beyond }))

const cyrillicWord = /[\p{Script=Cyrillic}\p{M}]+/gu
const country = /^българия$/i

/**
 * Bulgarian in Latin letters by the law of 2009. дж, дз, ьо and йо need no rule of their own: their letters already give
 * dzh, dz, yo. A word-final -ия gives -ia; България gives Bulgaria, the one name the law itself fixes. Everything that is
 * not Cyrillic passes unchanged. Not reversible: ъ and а, й and ь meet.
 */
export function transliterate(text: string): string {
	return text.normalize('NFC').replace(cyrillicWord, (word, offset: number, whole: string) => {
		if (country.test(word)) return cased('bulgaria', word)
		const end = offset + word.length
		const final = end >= whole.length || !/[\p{L}\p{N}]/u.test(String.fromCodePoint(whole.codePointAt(end)!))
		const letters = [...word]
		let out = ''
		for (let i = 0; i < letters.length; i++) {
			const letter = letters[i]!
			const lower = letter.toLowerCase()
			let roman = latin.get(lower)
			if (roman === undefined) {
				out += letter
				continue
			}
			if (final && lower === 'я' && i > 0 && i === letters.length - 1 && letters[i - 1]!.toLowerCase() === 'и') roman = 'a'
			if (letter === lower) out += roman
			// ЩЕРНА → SHTERNA but Щерна → Shterna; a last letter follows the one before it, a lone one is a title.
			else if (isUpper(letters[i + 1] ?? letters[i - 1])) out += roman.toUpperCase()
			else out += roman[0]!.toUpperCase() + roman.slice(1)
		}
		return out
	})
}

function isUpper(letter: string | undefined): boolean {
	return letter !== undefined && letter !== letter.toLowerCase()
}

function cased(roman: string, like: string): string {
	if (like === like.toLowerCase()) return roman
	return like === like.toUpperCase() ? roman.toUpperCase() : roman[0]!.toUpperCase() + roman.slice(1)
}
