import { expect, test } from 'vitest'
import type { Reason } from '#engines/matching/reasons'
import { translator, type Locale } from '#platform/i18n'
import { cautionWords, reasonWords } from './suggestion-words.ts'

const reasons: Reason[] = [
	{ code: 'theme', themes: ['water'] },
	{ code: 'priority', priority: 'sustainable-development' },
	{ code: 'text', words: [{ own: 'eau', theirs: 'вода' }] },
	{ code: 'kind', offers: ['study-visit-host'], needs: ['training'] },
	{ code: 'mutual' },
	{ code: 'peer', kind: 'local-authority' },
	{ code: 'sector', sector: 'public' },
	{ code: 'wish' },
	{ code: 'level', level: 'municipality' },
	{ code: 'population', population: 41_000 },
	{ code: 'size' },
	{ code: 'language', languages: ['en', 'fr'] },
	{ code: 'period', from: '2027-03-01', until: '2027-06-30' },
	{ code: 'period', from: '2027-03-01', until: null }
]
const said = (locale: Locale) => reasons.map((reason) => reasonWords(translator(locale), locale, reason))

test.each(['fr', 'bg', 'en'] as const)('every reason and caution is a sentence in %s', (locale) => {
	const cautions = (['no-language', 'no-period', 'unknown-language', 'no-theme'] as const).map((code) =>
		cautionWords(translator(locale), { code })
	)
	for (const sentence of [...said(locale), ...cautions]) expect(sentence).toMatch(/^\p{Lu}.*\.$/u)
	expect([...said(locale), ...cautions].join()).not.toMatch(/suggestions\.|undefined|\{/)
})

test('the words of both languages stand side by side, and what answers is named in the reader’s language', () => {
	expect(said('fr')[2]).toBe('Vos textes parlent des mêmes choses\u00a0: «\u00a0eau\u00a0» – «\u00a0вода\u00a0».')
	expect(said('fr')[3]).toContain('Accueil d’une visite d’études')
	expect(said('bg')[3]).toContain('Приемане на учебно посещение')
	expect(said('en')[3]).toBe('Offers what you seek: Hosting a study visit. Seeks what you offer: Training.')
	expect(said('en')[9]).toBe('Similar size: about 41,000 inhabitants.')
})
