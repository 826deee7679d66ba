/** A campaign's text as a mail: HTML with inline styles and the same in plain text. Nothing in it is fetched on opening but pictures of the library. */
import { localePattern } from '#platform/languages'
import type { Item } from '#modules/search/items.server'
import { formatDate, localeNames, pick, pickText, translator, type Locale } from '#platform/i18n'
import { addressOf, clean, escape, mailPage, mailStyles } from '#platform/mail-layout'
import type { Block, Document, Inline, ListItem } from './document.ts'
import type { ShownMedia } from './media.ts'

/** Stand for what is each reader's own; put in by `forReader`. They are addresses nobody can write: `.invalid` leads nowhere. */
const LEAVE = 'https://leave.invalid/'
const PREFERENCES = 'https://preferences.invalid/'

export type CampaignContent = {
	subject: string
	preheader: string
	document: Document
	/** What it shows that is kept elsewhere: a missing one is left out. News by their address (`/news/…`) in `news`. */
	media: ShownMedia[]
	embeds: Item[]
	news: Map<string, Item>
}
export type CampaignMail = { subject: string; html: string; text: string; lang: Locale }

/** Public address of the web version; none for a mailing that the archive does not show. */
type Frame = { locale: Locale; lang: Locale; origin: string; online: string | null; kindName: string; test?: boolean }

const newsAddress = new RegExp(`^/(?:(?:${localePattern})/)?(news/[a-z0-9-]+)$`)
const ofLanguage = new RegExp(`^/(${localePattern})/`)
/** The address of a piece of news that stands alone on its line, without the language: shown as a card, like an event. */
export function newsIn(block: Block): string | null {
	if (block.type !== 'paragraph' || block.content.length !== 1) return null
	const [only] = block.content
	return only?.type === 'text' ? (newsAddress.exec(only.text.trim())?.[1] ?? null) : null
}
export const newsOf = ({ content }: Document): string[] => content.flatMap((block) => newsIn(block) ?? [])

export function renderCampaign(
	content: CampaignContent,
	{ locale, lang, origin, online, kindName, test = false }: Frame
): CampaignMail {
	const t = translator(locale)
	const { subject, preheader, document } = content
	const library = new Map(content.media.map((one) => [one.id, one]))
	const things = new Map(content.embeds.map((one) => [`${one.kind}:${one.id}`, one]))
	const marked = lang === locale ? '' : ` lang="${lang}"`
	const href = (path: string) => addressOf(path.startsWith('/') && !ofLanguage.test(path) ? `/${locale}${path}` : path, origin)

	const inline = (part: Inline): string => {
		if (part.type === 'hardBreak') return '<br>'
		const marks = part.marks ?? []
		let html = escape(part.text)
		if (marks.some(({ type }) => type === 'italic')) html = `<em>${html}</em>`
		if (marks.some(({ type }) => type === 'bold')) html = `<strong>${html}</strong>`
		const link = marks.find((mark) => mark.type === 'link')
		return link?.type === 'link'
			? `<a href="${escape(linked(link.attrs.href))}" style="${mailStyles.link}" class="link">${html}</a>`
			: html
	}
	const linked = (address: string) => (address.startsWith('mailto:') ? address : href(address))
	const plain = (part: Inline): string => {
		if (part.type === 'hardBreak') return '\n'
		const link = part.marks?.find((mark) => mark.type === 'link')
		return link?.type === 'link' ? `${clean(part.text)} (${linked(link.attrs.href)})` : clean(part.text)
	}
	const card = (thing: Item) => {
		const title = pick(thing.title, lang)
		const summary = pickText(thing.summary, lang)
		const address = href(thing.path)
		const when = thing.at ? formatDate(locale, thing.at) : ''
		return {
			html: `<div style="${cardStyle}" class="card"><p style="${mailStyles.small};margin:0 0 4px" class="quiet">${escape(
				[t(`search.kind.${thing.kind}`), when].filter(Boolean).join(' · ')
			)}</p><p style="margin:0;font:600 18px/1.3 ${mailStyles.serif}"><a href="${escape(address)}" style="${mailStyles.link}" class="link"${
				title.lang === lang ? '' : ` lang="${title.lang}"`
			}>${escape(title.text)}</a></p>${summary ? `<p style="margin:6px 0 0">${escape(shortened(summary))}</p>` : ''}</div>`,
			text: [[t(`search.kind.${thing.kind}`), when].filter(Boolean).join(' · '), clean(title.text), address].join('\n')
		}
	}

	const blocks = (nodes: Block[]): { html: string; text: string }[] => nodes.flatMap((node) => block(node) ?? [])
	const items = (list: ListItem[], ordered: boolean) => ({
		html: list
			.map(
				(item) =>
					`<li style="margin:0 0 6px">${blocks(item.content)
						.map(({ html }) => tight(html))
						.join('')}</li>`
			)
			.join(''),
		text: list
			.map(
				(item, i) =>
					`${ordered ? `${i + 1}.` : '–'} ${blocks(item.content)
						.map(({ text }) => text)
						.join('\n')
						.replaceAll('\n', '\n  ')}`
			)
			.join('\n')
	})
	const block = (node: Block): { html: string; text: string } | null => {
		switch (node.type) {
			case 'paragraph': {
				const news = newsIn(node)
				const thing = news && content.news.get(news)
				if (thing) return card(thing)
				return {
					html: `<p style="${mailStyles.paragraph}">${node.content.map(inline).join('')}</p>`,
					text: node.content.map(plain).join('')
				}
			}
			case 'heading': {
				const { level } = node.attrs
				return {
					html: `<h${level} style="margin:28px 0 10px;font:600 ${level === 2 ? 20 : 17}px/1.3 ${mailStyles.serif}">${node.content
						.map(inline)
						.join('')}</h${level}>`,
					text: node.content.map(plain).join('').toLocaleUpperCase(lang)
				}
			}
			case 'bulletList':
			case 'orderedList': {
				const ordered = node.type === 'orderedList'
				const list = items(node.content, ordered)
				const tag = ordered ? 'ol' : 'ul'
				return { html: `<${tag} style="margin:0 0 16px;padding-left:22px">${list.html}</${tag}>`, text: list.text }
			}
			case 'blockquote': {
				const inside = blocks(node.content)
				return {
					html: `<blockquote style="${mailStyles.quoted};margin-left:0;margin-right:0" class="line">${inside.map(({ html }) => html).join('')}</blockquote>`,
					text: inside.map(({ text }) => `> ${text.replaceAll('\n', '\n> ')}`).join('\n')
				}
			}
			case 'horizontalRule':
				return { html: `<hr style="margin:28px 0;border:0;border-top:1px solid #ddd5c7" class="line">`, text: '* * *' }
			case 'image': {
				const image = library.get(node.attrs.media)
				const width = image?.widths.find((each) => each >= 960) ?? image?.widths.at(-1)
				if (!image?.width || !width) return null
				const alt = node.attrs.alt || pickText(image.alt, lang)
				const credit = node.attrs.credit || image.credit
				return {
					html: `<p style="margin:0 0 16px"><img src="${escape(addressOf(`/media/${image.id}/${width}.jpeg`, origin))}" alt="${escape(
						alt
					)}" width="504" style="display:block;width:100%;max-width:100%;height:auto;border-radius:4px">${
						credit ? `<span style="${mailStyles.small}" class="quiet">${escape(t('article.credit', { credit }))}</span>` : ''
					}</p>`,
					text: alt ? `[${clean(alt)}]` : ''
				}
			}
			case 'file': {
				const file = library.get(node.attrs.media)
				if (!file) return null
				const address = addressOf(`/media/${file.id}/file`, origin)
				const title = node.attrs.title || pickText(file.alt, lang) || file.name
				return {
					html: `<p style="${mailStyles.paragraph}"><a href="${escape(address)}" style="${mailStyles.link}" class="link">${escape(title)}</a></p>`,
					text: `${clean(title)}\n${address}`
				}
			}
			case 'embed': {
				const thing = things.get(`${node.attrs.kind}:${node.attrs.id}`)
				return thing ? card(thing) : null
			}
		}
	}

	const written = blocks(document.content)
	const fallback = lang === locale ? '' : t('campaign.mail.fallback', { language: localeNames[lang] })
	const small = (words: string) => `<p style="${mailStyles.small};margin:0 0 12px" class="quiet">${words}</p>\n`
	const anchor = (address: string, words: string) =>
		`<a href="${escape(address)}" style="${mailStyles.link}" class="link">${escape(words)}</a>`
	const why = t('campaign.mail.why', { kind: kindName })
	return {
		subject,
		lang,
		html: mailPage({
			subject,
			locale,
			lang,
			preheader,
			above: [
				...(test ? [small(`<strong>${escape(t('campaign.mail.test'))}</strong>`)] : []),
				...(online ? [small(anchor(online, t('campaign.mail.online')))] : []),
				...(fallback ? [small(escape(fallback))] : [])
			].join(''),
			body: marked
				? `<div${marked}>${written.map(({ html }) => html).join('\n')}</div>`
				: written.map(({ html }) => html).join('\n'),
			footer: `${escape(why)}<br>${anchor(LEAVE, t('campaign.mail.leave'))} · ${anchor(PREFERENCES, t('campaign.mail.preferences'))}<br>${anchor(
				`${origin}/${locale}`,
				`${origin}/${locale}`
			)}`
		}),
		text: `${[
			...(test ? [t('campaign.mail.test')] : []),
			clean(subject),
			...(online ? [`${t('campaign.mail.online')}\n${online}`] : []),
			...(fallback ? [fallback] : []),
			...written.map(({ text }) => text).filter(Boolean),
			`-- \n${why}\n${t('campaign.mail.leave')}\n${LEAVE}\n${t('campaign.mail.preferences')}\n${PREFERENCES}`
		].join('\n\n')}\n`
	}
}

/** One reader's copy. */
export const forReader = (mail: CampaignMail, { leave, preferences }: { leave: string; preferences: string }) => ({
	html: mail.html.replaceAll(LEAVE, leave).replaceAll(PREFERENCES, preferences),
	text: mail.text.replaceAll(LEAVE, leave).replaceAll(PREFERENCES, preferences)
})

const cardStyle =
	'margin:0 0 16px;padding:14px 16px;background:#faf7f1;border:1px solid #ddd5c7;border-left:3px solid #17594a;border-radius:4px'
const tight = (html: string) => html.replace(`style="${mailStyles.paragraph}"`, 'style="margin:0"')
const shortened = (words: string) => (words.length <= 220 ? words : `${words.slice(0, 220).replace(/\s+\S*$/, '')}…`)
