import type { InEveryLanguage } from '../shape.ts'

/** A drawing for the demo's news: no photograph of real people or places stands beside fictional words. */
export type DemoPicture = { key: string; alt: InEveryLanguage; svg: string }

type Colours = { sky: [string, string]; sun: string; far: string; near: string; water: string; bridge: string }

/** A footbridge between two banks, 1600 by 900; `sun` and `arches` tell one from another. */
function bridge({ sky, sun, far, near, water, bridge }: Colours, { sunAt, arches }: { sunAt: [number, number]; arches: number }) {
	const span = 1100 / arches
	const vaults = Array.from({ length: arches }, (_, i) => {
		const from = 250 + i * span
		return `<path d="M${from} 660 A${span / 2} ${span / 2.4} 0 0 1 ${from + span} 660" fill="none" stroke="${bridge}" stroke-width="16"/>`
	}).join('')
	return `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900" viewBox="0 0 1600 900">
<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${sky[0]}"/><stop offset="1" stop-color="${sky[1]}"/></linearGradient></defs>
<rect width="1600" height="900" fill="url(#s)"/>
<circle cx="${sunAt[0]}" cy="${sunAt[1]}" r="92" fill="${sun}"/>
<path d="M0 560 C200 420 360 470 540 520 S900 400 1100 470 S1450 430 1600 520 V900 H0 Z" fill="${far}"/>
<rect y="640" width="1600" height="260" fill="${water}"/>
<g fill="none" stroke="#fffdf9" stroke-opacity=".35" stroke-width="4"><path d="M420 730 h180"/><path d="M760 780 h240"/><path d="M560 830 h120"/><path d="M980 715 h150"/></g>
${vaults}
<path d="M150 ${660 - span / 2.4 - 18} H1450" stroke="${bridge}" stroke-width="14"/>
<path d="M0 610 C140 570 240 600 300 660 C340 720 330 820 350 900 H0 Z" fill="${near}"/>
<path d="M1600 590 C1460 560 1370 600 1310 660 C1270 720 1290 820 1260 900 H1600 Z" fill="${near}"/>
</svg>`
}

const alt = (fr: string, bg: string, en: string): InEveryLanguage => ({ fr, bg, en })

export const demoPictures: DemoPicture[] = [
	{
		key: 'river',
		alt: alt(
			'Dessin : une passerelle à trois arches sur un large fleuve, en plein jour.',
			'Рисунка: пешеходен мост с три арки над широка река посред бял ден.',
			'Drawing: a footbridge of three arches over a wide river, in full daylight.'
		),
		svg: bridge(
			{ sky: ['#dfe9f5', '#faf7f1'], sun: '#f0c987', far: '#8fb3a4', near: '#17594a', water: '#6d93c4', bridge: '#1d4076' },
			{ sunAt: [1180, 210], arches: 3 }
		)
	},
	{
		key: 'morning',
		alt: alt(
			'Dessin : une passerelle à cinq arches au lever du soleil.',
			'Рисунка: пешеходен мост с пет арки при изгрев.',
			'Drawing: a footbridge of five arches at sunrise.'
		),
		svg: bridge(
			{ sky: ['#f7d9c4', '#fbf1e2'], sun: '#e58a6a', far: '#c7a98f', near: '#3f6b57', water: '#a9bfd6', bridge: '#7a3350' },
			{ sunAt: [430, 380], arches: 5 }
		)
	},
	{
		key: 'dusk',
		alt: alt(
			'Dessin : une passerelle à deux arches au crépuscule.',
			'Рисунка: пешеходен мост с две арки по здрач.',
			'Drawing: a footbridge of two arches at dusk.'
		),
		svg: bridge(
			{ sky: ['#243a63', '#c98aa0'], sun: '#f3dcc0', far: '#3d4f78', near: '#122a3c', water: '#425f92', bridge: '#f0dfc8' },
			{ sunAt: [820, 300], arches: 2 }
		)
	}
]
