/** The programme of a folder, told to a page that has a script: what runs there was built before the folder was written. */
import { chosen } from '#platform/chosen'
import type { Locale } from '#platform/languages'

/** Sentences of the reader's language and of English, which lends what is missing; not those of the others. */
const saidTo = (locale: Locale) =>
	chosen && {
		...chosen,
		messages: Object.fromEntries(Object.entries(chosen.messages).filter(([language]) => language === locale || language === 'en'))
	}

const made = new Map<Locale, string>()
function data(locale: Locale): string {
	let text = made.get(locale)
	// A data block, not a script: it runs nothing. No text may close it.
	if (text === undefined) {
		const json = JSON.stringify(saidTo(locale)).replaceAll('<', '\\u003c')
		made.set(locale, (text = `<script type="application/json" id="programme">${json}</script>`))
	}
	return text
}

/** What starts the script of a page, as Kit writes it. */
const START = '__sveltekit_'

/** The page with the programme in it, where a folder gave one and the page has a script that must know. */
export const withProgramme = (html: string, locale: Locale): string =>
	chosen && html.includes(START) ? html.replace('</head>', () => `${data(locale)}</head>`) : html
