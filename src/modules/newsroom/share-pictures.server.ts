import sharp from 'sharp'
import { publicItems } from '#modules/search/items.server'
import type { Ctx } from '#platform/ctx'
import { renderShare } from '#platform/documents.server'
import { notFound } from '#platform/errors'
import { pick, translate } from '#platform/i18n'

/** As many pictures as are kept ready: some 10 MB. */
const MOST = 250
const kept = new Map<string, Promise<Buffer>>()

/** The picture of a link to something public: a PNG of 1200 by 630 with what it is and its title, in the reader's language. 404 for anything else. */
export async function getSharePicture(ctx: Ctx, { kind, id }: { kind: string; id: string }): Promise<Buffer> {
	const [item] = await publicItems(ctx, [`${kind}:${id}`])
	if (!item) return notFound()
	const { text, lang } = pick(item.title, ctx.locale)
	const data = {
		lang,
		title: text.length > 220 ? `${text.slice(0, 219)}…` : text,
		eyebrow: translate(ctx.locale, `search.kind.${item.kind}`),
		house: translate(ctx.locale, 'site.name')
	}
	// By what it says: a corrected title is another picture, and a rush of readers makes it once.
	const key = JSON.stringify(data)
	const ready = kept.get(key)
	if (ready) return ready
	const making = renderShare(data).then((svg) =>
		sharp(Buffer.from(svg), { density: 72 }).resize(1200, 630).png({ palette: true }).toBuffer()
	)
	kept.set(key, making)
	making.catch(() => kept.delete(key))
	// The oldest is the first of the map.
	if (kept.size > MOST) kept.delete(kept.keys().next().value!)
	return making
}
