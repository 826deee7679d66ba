import { translator, type Locale, type MessageKey, type MessageParams } from './i18n.ts'

/** One part of a mail. `plain` is what a person wrote, in `lang` when that is not the reader's language. */
export type MailBlock =
	| { text: MessageKey; params?: MessageParams }
	| { button: MessageKey; url: string }
	| { code: string }
	| { facts: [MessageKey, string][] }
	| { plain: string; lang?: Locale }

export type MailLayout = {
	subject: string
	locale: Locale
	/** The site's public address, without a final slash: a button's path (`/fr/…`) is completed with it. */
	origin: string
	unsubscribe?: string | null
}

/**
 * A mail as HTML and as text, saying the same. The HTML needs no table, no image and no style sheet to be read: styles
 * are inline, and the one style element only adds the dark colours where the reader's program knows them.
 * Throws on a button that leads anywhere but to http(s).
 */
export function renderMail(blocks: MailBlock[], { subject, locale, origin, unsubscribe }: MailLayout) {
	const t = translator(locale)
	const site = t('site.name')
	const html: string[] = []
	const text: string[] = [clean(subject)]

	for (const block of blocks) {
		if ('text' in block) {
			const paragraphs = paragraphsOf(t(block.text, block.params))
			html.push(...paragraphs.map((words) => paragraph(words)))
			text.push(...paragraphs)
		} else if ('plain' in block) {
			const paragraphs = paragraphsOf(block.plain)
			const lang = block.lang && block.lang !== locale ? ` lang="${block.lang}"` : ''
			html.push(`<div${lang} style="${quoted}" class="line">${paragraphs.map((words) => paragraph(words)).join('')}</div>`)
			text.push(...paragraphs)
		} else if ('button' in block) {
			const address = addressOf(block.url, origin)
			const label = t(block.button)
			html.push(
				`<p style="margin:28px 0 12px"><a href="${escape(address)}" style="${button}" class="button">${escape(label)}</a></p>`,
				`<p style="${small}" class="quiet">${escape(t('mail.button_hint'))}<br><a href="${escape(address)}" style="${link}" class="link">${escape(address)}</a></p>`
			)
			text.push(`${label}\n${address}`)
		} else if ('code' in block) {
			html.push(`<p style="${code}" class="code">${escape(block.code)}</p>`)
			text.push(clean(block.code))
		} else {
			const rows = block.facts.map(([label, value]) => [t(label), value] as const)
			html.push(
				`<dl style="margin:20px 0">${rows
					.map(
						([label, value]) =>
							`<dt style="${small};margin:12px 0 0" class="quiet">${escape(label)}</dt><dd style="margin:0">${lines(value)}</dd>`
					)
					.join('')}</dl>`
			)
			text.push(rows.map(([label, value]) => t('mail.fact', { label, value: clean(value) })).join('\n'))
		}
	}

	const footer = `${escape(t('mail.footer', { site }))} <a href="${escape(origin)}/${locale}" style="${link}" class="link">${escape(origin)}/${locale}</a>`
	const leave = unsubscribe
		? `<br><a href="${escape(addressOf(unsubscribe, origin))}" style="${link}" class="link">${escape(t('mail.unsubscribe'))}</a>`
		: ''
	text.push(
		`-- \n${t('mail.footer', { site })} ${origin}/${locale}` +
			(unsubscribe ? `\n${t('mail.unsubscribe')}\n${addressOf(unsubscribe, origin)}` : '')
	)

	return {
		text: `${text.join('\n\n')}\n`,
		html: mailPage({
			subject,
			locale,
			body: html.join('\n'),
			footer: `${footer}${leave}`
		})
	}
}

/**
 * The document every mail is: `body` and `footer` are HTML whose words are already escaped. `preheader` is what a letter
 * box shows beside the subject; `above` is a small line over the title.
 */
export function mailPage({
	subject,
	locale,
	lang = locale,
	body,
	footer,
	preheader = '',
	above = ''
}: {
	subject: string
	locale: Locale
	/** The language of subject and body, where it is not the reader's. */
	lang?: Locale
	body: string
	footer: string
	preheader?: string
	above?: string
}): string {
	const marked = lang === locale ? '' : ` lang="${lang}"`
	const site = translator(locale)('site.name')
	return `<!doctype html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(subject)}</title>
<style>${dark}</style>
</head>
<body style="${page}" class="page">
${preheader ? `<div style="display:none;max-height:0;overflow:hidden"${marked}>${escape(preheader)}</div>\n` : ''}<div style="${sheet}" class="sheet" role="article" aria-label="${escape(subject)}">
<p style="${banks}" class="banks">${escape(site)}</p>
${above}<h1 style="${heading}"${marked}>${escape(subject)}</h1>
${body}
<p style="${small};margin:36px 0 0;padding-top:16px;border-top:1px solid #ddd5c7" class="quiet line">${footer}</p>
</div>
</body>
</html>
`
}

// The colours are those of src/ui/tokens.css, written out: a mail program knows no custom properties.
const serif = `Spectral,Georgia,'Times New Roman',serif`
const sans = `'Sofia Sans','Segoe UI',Roboto,Helvetica,Arial,sans-serif`
const page = `margin:0;padding:24px 12px;background:#faf7f1;color:#1c2127;font:16px/1.55 ${sans}`
const sheet = 'max-width:560px;margin:0 auto;padding:28px;background:#fffdf9;overflow-wrap:anywhere'
const banks = `margin:0 0 24px;padding-bottom:8px;border-bottom:3px solid #1d4076;font:600 15px/1.3 ${serif};color:#1d4076`
const heading = `margin:0 0 20px;font:600 24px/1.25 ${serif}`
const paragraphs = 'margin:0 0 16px'
const small = 'font-size:14px;color:#4f565e'
const button =
	'display:inline-block;padding:12px 22px;background:#1d4076;color:#ffffff;border-radius:4px;font-weight:600;text-decoration:none'
const link = 'color:#1d4076;text-decoration:underline'
const code = `margin:20px 0;font:600 26px/1.3 Consolas,'Courier New',monospace;letter-spacing:.12em;color:#17594a`
const quoted = 'margin:0 0 16px;padding-left:14px;border-left:3px solid #ddd5c7'
/** What a mail's own elements look like; the classes carry the dark colours. */
export const mailStyles = { serif, small, link, button, paragraph: paragraphs, quoted }
const dark = `@media (prefers-color-scheme:dark){
.page{background:#14171a!important;color:#ece7dd!important}
.sheet{background:#1b1f23!important}
.banks{color:#9dbdf0!important;border-color:#9dbdf0!important}
.quiet{color:#b4b1a8!important}
.line{border-color:#343a40!important}
.link{color:#9dbdf0!important}
.button{background:#9dbdf0!important;color:#14171a!important}
.code{color:#85cdb5!important}
.card{background:#14171a!important;border-color:#343a40!important}
}`

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escape = (value: string) => clean(value).replace(/[&<>"']/g, (character) => escapes[character]!)

// Characters that would end a line of the protocol or turn the reading direction of what follows; line feeds stay.
// eslint-disable-next-line no-control-regex -- they are what is looked for
const unwanted = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g
export const clean = (value: string) => value.replace(/\r\n?/g, '\n').replace(unwanted, ' ').toWellFormed()

const paragraphsOf = (value: string) =>
	clean(value)
		.split(/\n\s*\n/)
		.map((words) => words.trim())
		.filter(Boolean)
const lines = (value: string) => escape(value).replaceAll('\n', '<br>')
const paragraph = (words: string) => `<p style="${paragraphs}">${lines(words)}</p>`

/** One line, for a header: no line break can begin another header. At most `length` characters. */
export const oneLine = (value: string, length = 250) => [...clean(value).replace(/\s+/gu, ' ').trim()].slice(0, length).join('')

export function addressOf(url: string, origin: string): string {
	const address = new URL(url, `${origin}/`)
	if (address.protocol !== 'https:' && address.protocol !== 'http:') throw new Error(`a mail cannot lead to ${address.protocol}`)
	return address.href
}
