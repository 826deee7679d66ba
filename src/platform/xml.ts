/** A piece of XML whose text was escaped already: `xml` puts it in as it is. */
export class Xml {
	readonly text: string
	constructor(text: string) {
		this.text = text
	}
	toString() {
		return this.text
	}
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text or an attribute's value. What XML 1.0 cannot hold at all (most control characters, lone surrogates) is left out. */
export const escapeXml = (text: string) =>
	text
		.toWellFormed()
		// eslint-disable-next-line no-control-regex -- these are what XML 1.0 forbids
		.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
		.replace(/[&<>"']/g, (character) => entities[character]!)

type Part = string | number | Xml | null | undefined | false | Part[]

const written = (part: Part): string =>
	part === null || part === undefined || part === false
		? ''
		: Array.isArray(part)
			? part.map(written).join('')
			: part instanceof Xml
				? part.text
				: escapeXml(String(part))

/** XML with its values escaped: xml`<title>${title}</title>`. Lists are joined; null, undefined and false leave nothing. */
export const xml = (strings: TemplateStringsArray, ...parts: Part[]): Xml =>
	new Xml(strings.reduce((text, string, i) => text + written(parts[i - 1]) + string))
