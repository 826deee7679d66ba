import { PDFDocument, PDFName, PDFString } from '@cantoo/pdf-lib'
import { expect, test } from 'vitest'
import { cleaned, cleanJpeg, cleanPng } from './blind-files.server.ts'

const ascii = (text: string) => Buffer.from(text, 'latin1')

async function pdfBy(author: string) {
	const pdf = await PDFDocument.create()
	const page = pdf.addPage([200, 200])
	page.drawText('Only the text of the page')
	pdf.setAuthor(author)
	pdf.setProducer(`${author} Office`)
	const { context } = pdf
	const xmp = context.stream(`<x:xmpmeta><dc:creator>${author}</dc:creator></x:xmpmeta>`, { Type: 'Metadata', Subtype: 'XML' })
	pdf.catalog.set(PDFName.of('Metadata'), context.register(xmp))
	const note = context.obj({
		Type: 'Annot',
		Subtype: 'Text',
		Rect: [0, 0, 9, 9],
		T: PDFString.of(author),
		Contents: PDFString.of(author)
	})
	page.node.set(PDFName.of('Annots'), context.obj([context.register(note)]))
	await pdf.attach(ascii(author), 'me.txt', { mimeType: 'text/plain' })
	return pdf.save({ useObjectStreams: false })
}

test('a PDF keeps its pages and loses who made it: properties, metadata, comments, attachments', async () => {
	const before = await pdfBy('Zornitsa')
	expect(Buffer.from(before).toString('latin1')).toContain('<dc:creator>Zornitsa')
	const after = (await cleaned('application/pdf', before))!
	const text = Buffer.from(after).toString('latin1')
	expect(text).not.toContain('Zornitsa')
	// Properties are written in UTF-16.
	expect(text).not.toContain(Buffer.from('Zornitsa', 'utf16le').swap16().toString('hex').toUpperCase())
	const read = await PDFDocument.load(after, { updateMetadata: false })
	expect(read.getPageCount()).toBe(1)
	expect([read.getAuthor(), read.getProducer(), read.getCreator()]).toEqual([undefined, undefined, undefined])
	expect(read.catalog.has(PDFName.of('Metadata'))).toBe(false)
})

test('a photograph loses EXIF, XMP, comments and what stands behind it', () => {
	const segment = (marker: number, body: string) => Buffer.concat([Buffer.from([0xff, marker, 0, body.length + 2]), ascii(body)])
	const scan = Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9])
	const jpeg = Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		segment(0xe0, 'JFIF\0'),
		segment(0xe1, 'Exif\0\0Zornitsa'),
		segment(0xe2, 'ICC_PROFILE\0x'),
		segment(0xfe, 'Zornitsa'),
		scan,
		ascii('Zornitsa')
	])
	const after = Buffer.from(cleanJpeg(jpeg)!)
	expect(after).toEqual(
		Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe0, 'JFIF\0'), segment(0xe2, 'ICC_PROFILE\0x'), scan])
	)
})

test('a drawing loses its texts', () => {
	const chunk = (kind: string, body: string) => {
		const length = Buffer.alloc(4)
		length.writeUInt32BE(body.length)
		return Buffer.concat([length, ascii(kind + body), Buffer.alloc(4)])
	}
	const head = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
	const kept = [chunk('IHDR', 'x'.repeat(13)), chunk('IDAT', 'pixels'), chunk('IEND', '')]
	const png = Buffer.concat([head, kept[0]!, chunk('tEXt', 'Author\0Zornitsa'), chunk('eXIf', 'Zornitsa'), kept[1]!, kept[2]!])
	expect(Buffer.from(cleanPng(png)!)).toEqual(Buffer.concat([head, ...kept]))
})

test('what cannot be cleaned for certain is not shown', async () => {
	expect(await cleaned('application/pdf', ascii('%PDF-1.7 and nothing else'))).toBeNull()
	expect(await cleaned('application/vnd.openxmlformats-officedocument.wordprocessingml.document', ascii('PK'))).toBeNull()
	expect(cleanJpeg(ascii('no photograph'))).toBeNull()
	expect(cleanPng(ascii('no drawing'))).toBeNull()
})
