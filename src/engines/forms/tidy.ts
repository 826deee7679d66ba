/** Text as people paste it, brought back to what they meant: from word processors, other keyboards, other encodings. */
import { mendScripts } from '#engines/text/fold'

// Bytes 80–9F of Windows-1252, as control characters: what old documents leave behind.
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
// Word's bullets and arrows are letters of a symbol font that nobody else has.
const symbols = new Map([
	['\uf0b7', '•'],
	['\uf0a7', '▪'],
	['\uf0d8', '➢'],
	['\uf0fc', '✓'],
	['\uf0e0', '→'],
	['\uf02d', '–']
])

/* eslint-disable no-control-regex -- control characters are what is looked for */
const windowsControls = /[\u0080-\u0084\u0086-\u009f]/g
const lineBreaks = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g
// Controls but tab and line break; soft hyphens; joiners of nothing; marks that turn the writing round; private letters; orphans.
const unseen =
	/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc\ue000-\uf8ff]/g
/* eslint-enable no-control-regex */

/** Several lines. A word typed on two keyboards is brought to one script, see `mendScripts`. */
export const tidyText = (text: string): string =>
	text
		.toWellFormed()
		.normalize('NFC')
		.replace(windowsControls, (mark) => windows1252[mark.charCodeAt(0) - 0x80]!)
		.replace(lineBreaks, '\n')
		.replace(/[\uf020-\uf0ff]/g, (mark) => symbols.get(mark) ?? '')
		.replace(unseen, '')
		.replace(/\p{L}+/gu, mendScripts)
		.replace(/[^\S\n]+$/gm, '')
		.trim()

/** One line: every run of spaces and breaks is one space. */
export const tidyLine = (text: string): string => tidyText(text).replace(/\s+/g, ' ')
