/** What one language of an article is, for those who write it. Browser-safe. */
export const textStates = ['missing', 'draft', 'scheduled', 'published', 'outdated'] as const
export type TextState = (typeof textStates)[number]

type Text = { locale: string; status: 'draft' | 'published'; publishAt: Date | null; follows: number | null }

/** `original` is the revision of the original language: a published translation of an earlier one is outdated. */
export function stateOf(text: Text | undefined, original: { locale: string; revision: number }): TextState {
	if (!text) return 'missing'
	if (text.status === 'draft') return text.publishAt ? 'scheduled' : 'draft'
	return isBehind(text, original) ? 'outdated' : 'published'
}

/** Whether the original was changed since this was translated. */
export const isBehind = (text: Pick<Text, 'locale' | 'follows'>, original: { locale: string; revision: number }): boolean =>
	text.locale !== original.locale && (text.follows ?? 0) < original.revision
