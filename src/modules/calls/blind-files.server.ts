import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef, PDFStream, type PDFObject } from '@cantoo/pdf-lib'

/** Beyond this a file is not taken apart in memory, and not shown in a blind call. */
export const MOST_CLEANED = 40 * 1024 * 1024

/**
 * The contents without what their maker's programs wrote into them: a PDF's properties, metadata, comments, attachments and
 * signatures; a photograph's EXIF, XMP and comments. Null for what cannot be cleaned for certain (another kind, encrypted,
 * broken). What is written or drawn on the pages stays: see docs/decisions/0013.
 */
export async function cleaned(type: string, contents: Uint8Array): Promise<Uint8Array | null> {
	if (contents.length > MOST_CLEANED) return null
	if (type === 'application/pdf') return cleanPdf(contents).catch(() => null)
	if (type === 'image/jpeg') return cleanJpeg(contents)
	return type === 'image/png' ? cleanPng(contents) : null
}

/** Keys of dictionaries that say who made a thing, or hide another file in it. */
const telling = [
	'Metadata',
	'PieceInfo',
	'LastModified',
	'AF',
	'EmbeddedFiles',
	'EF',
	'JavaScript',
	'OpenAction',
	'AA',
	'Perms',
	'DSS',
	'SourceModified'
].map((key) => PDFName.of(key))
const isNamed = (object: PDFObject | undefined, name: string) => object === PDFName.of(name)

async function cleanPdf(contents: Uint8Array): Promise<Uint8Array> {
	// Throws for an encrypted file: what cannot be read cannot be cleaned.
	const pdf = await PDFDocument.load(contents, { updateMetadata: false, throwOnInvalidObject: true })
	if (!pdf.getPageCount()) throw new RangeError('no pages')
	const { context } = pdf
	const info = context.trailerInfo.Info
	if (info instanceof PDFRef) context.delete(info)
	delete context.trailerInfo.Info
	delete context.trailerInfo.ID
	for (const [ref, object] of context.enumerateIndirectObjects()) {
		if (object instanceof PDFStream && isNamed(object.dict.get(PDFName.of('Type')), 'Metadata')) {
			context.delete(ref)
			continue
		}
		if (object instanceof PDFRawStream && isNamed(object.dict.get(PDFName.of('Filter')), 'DCTDecode')) {
			const clean = cleanJpeg(object.contents)
			if (clean) context.assign(ref, PDFRawStream.of(object.dict, clean))
		}
		strip(object instanceof PDFStream ? object.dict : object)
	}
	return pdf.save({ useObjectStreams: false, updateFieldAppearances: false, addDefaultPage: false })
}

function strip(object: PDFObject, depth = 0) {
	if (depth > 50) throw new RangeError('nested too deeply')
	if (object instanceof PDFArray) for (const each of object.asArray()) strip(each, depth + 1)
	if (!(object instanceof PDFDict)) return
	for (const key of telling) object.delete(key)
	// A comment's author is its title; a signature is a name with a certificate.
	if (object.has(PDFName.of('Subtype')) && object.has(PDFName.of('Rect'))) {
		for (const key of ['T', 'Contents', 'Subj', 'RC', 'M', 'NM', 'CreationDate']) object.delete(PDFName.of(key))
		if (isNamed(object.get(PDFName.of('FT')), 'Sig')) object.delete(PDFName.of('V'))
	}
	if (isNamed(object.get(PDFName.of('Type')), 'Sig') || object.has(PDFName.of('ByteRange')))
		for (const key of ['Name', 'Cert', 'Contents', 'Location', 'Reason', 'ContactInfo', 'M']) object.delete(PDFName.of(key))
	for (const value of object.values()) strip(value, depth + 1)
}

/** Without the segments of applications (APP1 … APP15) and comments; JFIF and the colour profile stay. Null for no JPEG. */
export function cleanJpeg(contents: Uint8Array): Uint8Array | null {
	if (contents[0] !== 0xff || contents[1] !== 0xd8) return null
	const parts = [contents.subarray(0, 2)]
	for (let at = 2; at + 4 <= contents.length;) {
		if (contents[at] !== 0xff) return null
		const marker = contents[at + 1]!
		if (marker === 0xff) {
			at++
			continue
		}
		// Start of scan: pixels until the end of the image; what some cameras put behind it is left out.
		if (marker === 0xda) {
			const end = endOfImage(contents, at)
			return end === null ? null : joined([...parts, contents.subarray(at, end)])
		}
		const next = at + 2 + (contents[at + 2]! << 8) + contents[at + 3]!
		if (next > contents.length) return null
		const isProfile = marker === 0xe2 && startsWith(contents.subarray(at + 4), 'ICC_PROFILE')
		// APP14 tells how colours are stored: without it they come out wrong.
		const isTelling = (marker > 0xe0 && marker <= 0xef && marker !== 0xee && !isProfile) || marker === 0xfe
		if (!isTelling) parts.push(contents.subarray(at, next))
		at = next
	}
	return null
}

/** Just behind the marker that ends the image, so that a second image or a note behind it is gone. */
function endOfImage(contents: Uint8Array, from: number): number | null {
	for (let at = from + 2; at + 1 < contents.length; at++) if (contents[at] === 0xff && contents[at + 1] === 0xd9) return at + 2
	return null
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** What draws the picture; text, time, EXIF and everything private is not among it. */
const drawing = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'pHYs', 'bKGD', 'sBIT']

export function cleanPng(contents: Uint8Array): Uint8Array | null {
	if (!PNG.every((byte, at) => contents[at] === byte)) return null
	const view = new DataView(contents.buffer, contents.byteOffset, contents.byteLength)
	const parts = [contents.subarray(0, PNG.length)]
	for (let at = PNG.length; at + 12 <= contents.length;) {
		const next = at + 12 + view.getUint32(at)
		if (next > contents.length) return null
		const kind = String.fromCharCode(...contents.subarray(at + 4, at + 8))
		if (drawing.includes(kind)) parts.push(contents.subarray(at, next))
		if (kind === 'IEND') return joined(parts)
		at = next
	}
	return null
}

const startsWith = (bytes: Uint8Array, text: string) => [...text].every((letter, at) => bytes[at] === letter.charCodeAt(0))
const joined = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
