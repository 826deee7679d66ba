import { locales } from '#platform/i18n'
import { buffer } from 'node:stream/consumers'
import { sql } from 'kysely'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { files } from '#platform/file-store.server'
import { keepFile, keyOf, openFile, storeContents, type Received } from '#platform/files.server'
import { mayEdit, mayReadNewsroom } from './article-policy.ts'
import type { MediaAbout } from './article-schema.ts'
import { mediaWidths, type ShownMedia } from './media.ts'

const PAGE = 48
/** An image is opened whole in memory, four bytes a pixel: beyond this it would cost more than it is worth. */
export const MOST_PIXELS = 60_000_000
const imageTypes: readonly string[] = ['png', 'jpeg', 'webp']

type Sizes = Record<string, { webp: string; jpeg: string }>

/**
 * Takes what was uploaded into the library: an image in several widths, turned upright, without what the camera wrote into
 * it (place, owner); a document as it is. Returns its id. Throws RuleBroken 422 `error.media.pixels` and `error.media.broken`.
 */
export async function addMedia(ctx: Ctx, { file, alt, credit }: MediaAbout & { file: Received }): Promise<string> {
	authorize(mayEdit(ctx.actor))
	const id = uuidv7()
	const made = imageTypes.includes(file.type) ? await makeImage(ctx, id, file) : null
	await transact(ctx, async (ctx) => {
		const fileId = made?.fileId ?? (await keepFile(ctx, file, { kind: 'media', id })).id
		await ctx.db
			.insertInto('media')
			.values({
				id,
				fileId,
				sizes: JSON.stringify(made?.sizes ?? {}),
				width: made?.width ?? null,
				height: made?.height ?? null,
				alt: JSON.stringify(alt),
				credit,
				name: file.name,
				addedAt: ctx.now,
				addedBy: ctx.actor!.accountId
			})
			.execute()
		await audit(ctx, 'media.added', `media:${id}`, { name: file.name })
	})
	return id
}

// Outside a transaction: it writes to the store. What a failure leaves there belongs to nothing that is shown.
async function makeImage(ctx: Ctx, id: string, file: Received) {
	const contents = await buffer(await (await files()).read(keyOf(file.digest)))
	// The header alone says how large it is: nothing is unpacked before this.
	const about = await sharp(contents, { limitInputPixels: false })
		.metadata()
		.catch(() => null)
	if (!about?.width || !about.height) throw new RuleBroken('error.media.broken', 'file', {}, 422)
	if (about.width * about.height > MOST_PIXELS)
		throw new RuleBroken('error.media.pixels', 'file', { megapixels: MOST_PIXELS / 1_000_000 }, 422)
	const upright = () => sharp(contents, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).autoOrient()
	const turned = about.autoOrient
	const owner = { kind: 'media', id }
	const stem = file.name.replace(/\.[^.]+$/, '')
	const sizes: Sizes = {}
	try {
		const widths = mediaWidths.filter((width) => width <= turned.width)
		for (const width of widths.length ? widths : [turned.width]) {
			const small = upright().resize({ width })
			const [webp, jpeg] = [
				await small.clone().webp({ quality: 78 }).toBuffer(),
				await small.clone().flatten({ background: '#fff' }).jpeg({ quality: 80, mozjpeg: true }).toBuffer()
			]
			sizes[width] = {
				webp: (await storeContents(ctx, webp, { name: `${stem}-${width}.webp`, type: 'webp', owner })).id,
				jpeg: (await storeContents(ctx, jpeg, { name: `${stem}-${width}.jpg`, type: 'jpeg', owner })).id
			}
		}
	} catch (cause) {
		if (cause instanceof RuleBroken) throw cause
		throw new RuleBroken('error.media.broken', 'file', {}, 422)
	}
	const largest = Object.keys(sizes).at(-1)!
	return { fileId: sizes[largest]!.jpeg, sizes, width: turned.width, height: turned.height }
}

/** Says what an image shows, in each language, and whose it is. */
export async function describeMedia(ctx: Ctx, id: string, { alt, credit }: MediaAbout): Promise<void> {
	authorize(mayEdit(ctx.actor))
	await transact(ctx, async (ctx) => {
		const written = await ctx.db
			.updateTable('media')
			.set({ alt: JSON.stringify(alt), credit })
			.where('id', '=', id)
			.returning('id')
			.executeTakeFirst()
		if (!written) return notFound()
		await audit(ctx, 'media.described', `media:${id}`, {})
	})
}

const shown = (ctx: Ctx) =>
	ctx.db
		.selectFrom('media')
		.innerJoin('storedFile', 'storedFile.id', 'media.fileId')
		.select([
			'media.id',
			'media.name',
			'storedFile.bytes',
			'media.width',
			'media.height',
			'media.alt',
			'media.credit',
			'media.sizes'
		])
		.$castTo<Omit<ShownMedia, 'widths'> & { sizes: Sizes }>()

const asShown = ({ sizes, ...media }: Omit<ShownMedia, 'widths'> & { sizes: Sizes }): ShownMedia => ({
	...media,
	widths: Object.keys(sizes)
		.map(Number)
		.sort((a, b) => a - b)
})

/** Those of the library with these ids, to be shown. One query. */
export async function mediaById(ctx: Ctx, ids: readonly string[]): Promise<ShownMedia[]> {
	if (ids.length === 0) return []
	return (await shown(ctx).where('media.id', 'in', ids).execute()).map(asShown)
}

/** The library, the newest first, 48 at a time; `q` looks in names, descriptions and credits. */
export async function listMedia(ctx: Ctx, { q }: { q?: string } = {}, after: string | null = null) {
	authorize(mayReadNewsroom(ctx.actor))
	const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`
	const rows = await shown(ctx)
		.$if(q !== undefined, (query) =>
			query.where(
				sql<boolean>`concat_ws(' ', media.name, media.credit, ${sql.join(
					locales.map((locale) => sql`alt->>${sql.lit(locale)}`)
				)}) ilike ${like}`
			)
		)
		.$if(after !== null, (query) => query.where('media.id', '<', after!))
		.orderBy('media.id', 'desc')
		.limit(PAGE + 1)
		.execute()
	return {
		media: rows.slice(0, PAGE).map(asShown),
		next: rows.length > PAGE ? rows[PAGE - 1]!.id : null,
		can: { edit: mayEdit(ctx.actor) }
	}
}

/** One of the library, for whoever works with it. */
export async function getMedia(ctx: Ctx, id: string): Promise<ShownMedia & { can: { edit: boolean } }> {
	authorize(mayReadNewsroom(ctx.actor))
	const [media] = await mediaById(ctx, [id])
	return media ? { ...media, can: { edit: mayEdit(ctx.actor) } } : notFound()
}

/** The contents of an image in a width, or of a document (`file`). What is in the library is there to be published. */
export async function openMedia(
	ctx: Ctx,
	id: string,
	{ size, type }: { size: string; type: 'webp' | 'jpeg' } | { size: 'file'; type: null }
) {
	const media = await ctx.db.selectFrom('media').select(['fileId', 'sizes']).where('id', '=', id).executeTakeFirst()
	const sizes = (media?.sizes ?? {}) as Sizes
	const fileId = type === null ? (Object.keys(sizes).length ? undefined : media?.fileId) : sizes[size]?.[type]
	return fileId ? openFile(ctx, fileId) : notFound()
}

/** Images to choose from: the newest 100. */
export async function imageChoices(ctx: Ctx): Promise<Pick<ShownMedia, 'id' | 'name' | 'alt' | 'widths'>[]> {
	authorize(mayReadNewsroom(ctx.actor))
	const rows = await shown(ctx).where('media.width', 'is not', null).orderBy('media.id', 'desc').limit(100).execute()
	return rows.map(asShown).map(({ id, name, alt, widths }) => ({ id, name, alt, widths }))
}
