import { RuleBroken } from '#platform/errors'
import { translate, type Locale } from '#platform/i18n'

/** A paper as an answer, kept by nobody; a broken rule as a sentence, 409. `name` is the file's, in plain letters. */
export async function pdfOf(name: string, make: () => Promise<Buffer>, locale: Locale): Promise<Response> {
	try {
		return new Response(new Uint8Array(await make()), {
			headers: {
				'content-type': 'application/pdf',
				'content-disposition': `attachment; filename="${name}.pdf"`,
				'cache-control': 'private, no-store'
			}
		})
	} catch (cause) {
		if (!(cause instanceof RuleBroken)) throw cause
		return new Response(translate(locale, cause.key, cause.params), {
			status: cause.status,
			headers: { 'content-type': 'text/plain; charset=utf-8' }
		})
	}
}
