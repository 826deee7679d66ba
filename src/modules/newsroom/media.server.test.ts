import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { receiveUpload } from '#platform/files.server'
import { buildSignedIn } from '#test/accounts'
import { actor, as, ownHome, test } from '#test/support'
import { publishText } from './article-publication.server.ts'
import { describeArticle, draftArticle, saveText } from './articles.server.ts'
import { parseMarkup } from './markup.ts'
import { MEDIA_BYTES, mediaTypes } from './media.ts'
import { addMedia, describeMedia, getMedia, listMedia, openMedia } from './media.server.ts'

ownHome()
const everywhere = { fr: 'Un château d’eau', bg: 'Водна кула', en: 'A water tower' }

async function editing(ctx: Ctx) {
	const { accountId } = await buildSignedIn(ctx)
	return as(ctx, actor(['editor'], { accountId }))
}

function upload(ctx: Ctx, contents: Uint8Array, name: string) {
	const form = new FormData()
	form.set('file', new File([Uint8Array.from(contents)], name))
	const request = new Request('http://localhost/', { method: 'POST', body: form })
	return receiveUpload(ctx, request, { field: 'file', types: mediaTypes, maxBytes: MEDIA_BYTES })
}

async function add(ctx: Ctx, contents: Uint8Array, name: string, alt: Partial<typeof everywhere> = everywhere) {
	const { file } = await upload(ctx, contents, name)
	return addMedia(ctx, { file: file!, alt, credit: 'Зорница Примерова' })
}

const image = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#1f4e5f' } })
const contents = async (ctx: Ctx, id: string, size: string, type: 'webp' | 'jpeg') =>
	buffer((await openMedia(ctx, id, { size, type })).stream)

describe('an image of the library', () => {
	test('is made in the widths it is wide enough for, turned upright, without what the camera wrote', async ({ ctx }) => {
		const editor = await editing(ctx)
		const photo = await image(1200, 1000)
			.withExif({ IFD0: { Artist: 'Зорница', Copyright: 'secret' }, IFD3: { GPSLatitude: '42/1 41/1 0/1', GPSLatitudeRef: 'N' } })
			.withMetadata({ orientation: 6 })
			.jpeg()
			.toBuffer()
		expect((await sharp(photo).metadata()).exif).toBeDefined()

		const id = await add(editor, photo, 'photo.jpg')

		expect(await getMedia(editor, id)).toMatchObject({
			width: 1000,
			height: 1200,
			widths: [480, 960],
			credit: 'Зорница Примерова'
		})
		for (const type of ['webp', 'jpeg'] as const) {
			const made = await sharp(await contents(as(ctx, null), id, '480', type)).metadata()
			expect(made).toMatchObject({ format: type, width: 480, height: 576 })
			expect([made.exif, made.xmp, made.iptc, made.orientation]).toEqual([undefined, undefined, undefined, undefined])
		}
		await expect(openMedia(ctx, id, { size: '1920', type: 'webp' })).rejects.toMatchObject({ status: 404 })
		// The file as it came, with the place in it, is nowhere to be had.
		await expect(openMedia(ctx, id, { size: 'file', type: null })).rejects.toMatchObject({ status: 404 })
	})

	test('smaller than every width is kept in its own', async ({ ctx }) => {
		const editor = await editing(ctx)
		const id = await add(editor, await image(120, 80).png().toBuffer(), 'logo.png')
		expect(await getMedia(editor, id)).toMatchObject({ widths: [120], width: 120 })
	})

	test('of a hundred megapixels is refused with a sentence, before it is unpacked', async ({ ctx }) => {
		const editor = await editing(ctx)
		const huge = await image(10_000, 10_000).png({ compressionLevel: 9 }).toBuffer()
		await expect(add(editor, huge, 'huge.png')).rejects.toMatchObject({
			key: 'error.media.pixels',
			field: 'file',
			status: 422,
			params: { megapixels: 60 }
		})
		expect((await listMedia(editor)).media).toEqual([])
	})

	test('that breaks off in the middle is refused with a sentence', async ({ ctx }) => {
		const editor = await editing(ctx)
		const whole = await image(800, 800).png().toBuffer()
		await expect(add(editor, whole.subarray(0, Math.floor(whole.length / 2)), 'half.png')).rejects.toMatchObject({
			key: 'error.media.broken',
			status: 422
		})
		expect((await listMedia(editor)).media).toEqual([])
	})

	test.for([
		[
			'an SVG with a script',
			'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
			'logo.svg',
			'error.file.type'
		],
		['an SVG called PNG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'logo.png', 'error.file.type'],
		['a page called PNG', '<html><script>alert(1)</script></html>', 'photo.png', 'error.file.type'],
		['a PDF called JPEG', '%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n', 'photo.jpg', 'error.file.mislabelled']
	])('%s is refused by what it is', async ([, text, name, key], { ctx }) => {
		await expect(upload(await editing(ctx), Buffer.from(text!), name!)).rejects.toMatchObject({ key, status: 415 })
	})

	test('is on a page only once it is described in every language', async ({ ctx }) => {
		const editor = await editing(ctx)
		const media = await add(editor, await image(600, 400).png().toBuffer(), 'tower.png', { fr: 'Un château d’eau' })
		const id = await draftArticle(editor, { kind: 'news', original: 'fr', service: 'cit', title: 'L’eau' })
		await saveText(editor, id, 'fr', {
			revision: 1,
			follows: 0,
			title: 'L’eau',
			lead: 'Court.',
			body: parseMarkup(`![](media:${media})`)
		})
		await expect(publishText(editor, id, 'fr', { revision: 2, at: null })).rejects.toMatchObject({ key: 'error.article.alt' })

		await describeMedia(editor, media, { alt: everywhere, credit: '' })
		await describeArticle(editor, id, { version: 1, themes: [], image: media, featuredUntil: null })
		await publishText(editor, id, 'fr', { revision: 2, at: null })
		await expect(
			describeArticle(editor, id, { version: 2, themes: [], image: crypto.randomUUID(), featuredUntil: null })
		).rejects.toMatchObject({ key: 'error.article.image' })
	})
})

test('a document of the library is given as it came; the library is found by words, and is not for others to fill', async ({
	ctx
}) => {
	const editor = await editing(ctx)
	const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n')
	const id = await add(editor, pdf, 'rapport.pdf', { fr: 'Rapport 100 %' })
	expect((await buffer((await openMedia(as(ctx, null), id, { size: 'file', type: null })).stream)).equals(pdf)).toBe(true)
	expect((await listMedia(editor, { q: '100 %' })).media.map((one) => one.id)).toEqual([id])
	expect((await listMedia(editor, { q: 'absent' })).media).toEqual([])
	for (const who of [null, actor(['officer']), actor(['member'])]) {
		const theirs = as(ctx, who)
		const { file } = await upload(ctx, pdf, 'rapport.pdf')
		await expect(addMedia(theirs, { file: file!, alt: {}, credit: '' })).rejects.toMatchObject({ status: 403 })
		await expect(describeMedia(theirs, id, { alt: {}, credit: '' })).rejects.toMatchObject({ status: 403 })
	}
	await expect(describeMedia(editor, crypto.randomUUID(), { alt: {}, credit: '' })).rejects.toMatchObject({ status: 404 })
})
