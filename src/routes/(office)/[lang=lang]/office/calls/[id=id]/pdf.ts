import { dispositionOf } from '#platform/file-names'

/** A document shown in the reader's browser, kept by nobody on the way. */
export const pdfResponse = ({ name, contents }: { name: string; contents: Buffer }) =>
	new Response(new Uint8Array(contents), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': dispositionOf('inline', name),
			'cache-control': 'private, no-store'
		}
	})
