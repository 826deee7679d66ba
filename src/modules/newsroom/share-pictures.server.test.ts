import sharp from 'sharp'
import { expect } from 'vitest'
import { indexItem } from '#modules/search/index.server'
import type { Ctx } from '#platform/ctx'
import { test } from '#test/support'
import { getSharePicture } from './share-pictures.server.ts'

const id = '01890000-0000-7000-8000-000000000001'
const named = (ctx: Ctx, title: string) =>
	indexItem(ctx, { kind: 'event', id, path: `/events/${id}`, title: { fr: title, bg: 'Вода' } })

test('a link to something public has a picture of its title, anew when the title changes; nothing else has one', async ({
	ctx
}) => {
	await named(ctx, 'L’eau <script>#panic()</script> $x$ "«»"')
	const first = await getSharePicture(ctx, { kind: 'event', id })
	expect(await sharp(first).metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 })
	// There is something on it.
	expect((await sharp(first).stats()).entropy).toBeGreaterThan(0.1)
	expect(await getSharePicture(ctx, { kind: 'event', id })).toBe(first)
	const bulgarian = await getSharePicture({ ...ctx, locale: 'bg' }, { kind: 'event', id })
	expect(bulgarian.equals(first)).toBe(false)
	await named(ctx, 'L’eau dans la ville 水 🌉'.repeat(20))
	expect((await getSharePicture(ctx, { kind: 'event', id })).equals(first)).toBe(false)
	for (const wrong of [
		{ kind: 'account', id },
		{ kind: 'event', id: 'x' },
		{ kind: 'event', id: '01890000-0000-7000-8000-000000000002' }
	])
		await expect(getSharePicture(ctx, wrong)).rejects.toMatchObject({ status: 404 })
})
