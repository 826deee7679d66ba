import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import bg from '../../messages/bg.json' with { type: 'json' }
import bgElsewhere from '../../messages/elsewhere/bg.json' with { type: 'json' }
import en from '../../messages/en.json' with { type: 'json' }
import enElsewhere from '../../messages/elsewhere/en.json' with { type: 'json' }
import fr from '../../messages/fr.json' with { type: 'json' }
import frElsewhere from '../../messages/elsewhere/fr.json' with { type: 'json' }
import { sentenceProblem } from './sentences.ts'

type Sentences = Record<string, string>
const languages: [string, Sentences, Sentences][] = [
	['fr', fr, frElsewhere],
	['bg', bg, bgElsewhere],
	['en', en, enElsewhere]
]
/** What stays of the built-in pair in every programme: docs/operations.md says which parts those are. */
const ofThePair =
	/^(accessibility\.recourse|privacy\.authority|funding\.group|awards\.agreement|call\.field|import\.field|network\.identifier|setting\.calendar\.name|data\.set\.scdl|funding\.plan\.own_rate)/

describe('the sentences for any pair of countries', () => {
	test.for(languages)('are there for every sentence of %s that names the built-in one', ([, all, elsewhere]) => {
		const naming =
			/bulgar|българ|\bsofia\b|софи[яй]|targov|търгов(?=ище)|\bfranc[eo]\b|french|frança?is|\bfranco|франция|френск|\bparis\b|париж/i
		const left = Object.entries(all).filter(([key, text]) => naming.test(text) && !(key in elsewhere) && !ofThePair.test(key))
		expect(left).toEqual([])
	})

	test.for(languages)('name no country in %s and ask for nothing more', ([language, all, elsewhere]) => {
		expect(Object.keys(elsewhere)).toEqual(Object.keys(enElsewhere))
		for (const [key, text] of Object.entries(elsewhere)) {
			expect(all, key).toHaveProperty([key])
			expect(text, key).not.toMatch(/bulgar|българ|sofia|софи[яй]|français|френск|париж/i)
			expect(sentenceProblem(key, text, language), key).toBeNull()
			expect(() => new IntlMessageFormat(text, language), key).not.toThrow()
		}
	})
})
