/**
 * Whether a text holds a mail address or a telephone number: nothing of the kind is relayed before both sides agreed.
 * Knows addresses spelled round the sign («marie (at) mairie.example») and numbers with the separators people put in.
 * Dates, years and amounts of money are none: a number counts when it begins as one does, by +, 00 or 0.
 */
export function holdsContactDetails(text: string): boolean {
	const plain = text.normalize('NFKC').replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
	return addresses.some((shape) => shape.test(plain)) || holdsNumber(plain.replace(dates, ' · '))
}

const addresses = [
	/[\p{L}\p{N}._%+-]+\s{0,3}@\s{0,3}[\p{L}\p{N}-]+\s{0,2}\.\s{0,2}\p{L}{2,}/u,
	/[\p{L}\p{N}._%+-]+\s{0,3}[([{<]\s?(?:at|a|arobase|chez|маймунско(?:\s?а)?|кльомба)\s?[)\]}>]\s{0,3}[\p{L}\p{N}-]+/iu,
	/[\p{L}\p{N}._%+-]+\s+(?:at|arobase|маймунско(?:\s?а)?|кльомба)\s+[\p{L}\p{N}-]+\s*(?:\.|\s(?:dot|point|точка)\s)\s*\p{L}{2,}/iu
]

/** 01.02.2027, 2027-02-01, 1/2/2027. */
const dates = /\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2})\b/g

const holdsNumber = (text: string) =>
	[...text.matchAll(/(?<![\d,.])\(?(?:\+|00|0(?!\.))[\s()\-/]{0,2}[1-9](?:[\s().\-/]{0,3}\d){6,15}(?!\d)/g)].some(([found]) => {
		const digits = found.replace(/\D/g, '')
		return /^\(?(?:\+|00)/.test(found) ? digits.length >= 8 : digits.length >= 9 && digits.length <= 11
	})
