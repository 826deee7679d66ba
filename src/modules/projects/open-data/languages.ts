import type { Localized } from '#platform/i18n'

export type { Localized }

/** For standards that hold one language: English as most of their readers have it, else what there is. */
export const inLanguage = (text: Localized): string => text.en ?? text.fr ?? text.bg ?? ''

/** Of the French standard. */
export const inFrench = (text: Localized): string => text.fr ?? text.en ?? text.bg ?? ''
