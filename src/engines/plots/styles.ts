import { formatNumber, type Locale } from '#platform/i18n'
import type { PlotStyle } from './plot.ts'

type Unit = 'count' | 'money' | 'percent' | 'days'

/** On a page the colours are the theme's, so that a dark one draws dark. */
export const onPage: PlotStyle['colours'] = {
	series: ['var(--blue)', 'var(--green)', 'var(--rose)', 'var(--amber)'],
	ink: 'var(--ink)',
	soft: 'var(--ink-soft)',
	line: 'var(--line)',
	paper: 'transparent'
}

/** Taken away or printed it is on white. */
export const onPaper: PlotStyle['colours'] = {
	series: ['#1d4076', '#17594a', '#a32a56', '#8a5a00'],
	ink: '#1c2127',
	soft: '#4f565e',
	line: '#ddd5c7',
	paper: '#ffffff'
}

/** A value in the reader's words; money comes in cents. */
export function sayValue(locale: Locale, unit: Unit, value: number): string {
	if (unit === 'money') return formatNumber(locale, value / 100, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 })
	if (unit === 'percent') return formatNumber(locale, value / 100, { style: 'percent', maximumFractionDigits: 0 })
	return formatNumber(locale, value, { maximumFractionDigits: unit === 'days' ? 0 : 1 })
}

const short = (locale: Locale, unit: Unit, value: number): string => {
	if (unit === 'percent') return sayValue(locale, unit, value)
	return formatNumber(locale, unit === 'money' ? value / 100 : value, { notation: 'compact', maximumFractionDigits: 1 })
}

export const plotStyle = (locale: Locale, unit: Unit, title: string, colours: PlotStyle['colours'] = onPage): PlotStyle => ({
	title,
	format: (value) => sayValue(locale, unit, value),
	short: (value) => short(locale, unit, value),
	colours
})
