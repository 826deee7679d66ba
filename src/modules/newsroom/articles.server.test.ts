import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { buildSignedIn } from '#test/accounts'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'
import { getArticle, getText, listArticles } from './article-lists.server.ts'
import { publishDue, publishText, unpublishText } from './article-publication.server.ts'
import { describeArticle, draftArticle, restoreText, saveText } from './articles.server.ts'
import { featureItems, getFeatured, listForward } from './home.server.ts'
import { parseMarkup } from './markup.ts'
import { findAtAddress, listLeading, listPublicArticles } from './public-articles.server.ts'

/** An editor with an account, and a French draft of theirs. */
async function editing(ctx: Ctx) {
	const { accountId } = await buildSignedIn(ctx)
	const editor = as(ctx, actor(['editor'], { accountId }))
	const id = await draftArticle(editor, { kind: 'news', original: 'fr', service: 'cit', title: 'Une visite à Dunavgrad' })
	return { editor, id }
}

const french = {
	title: 'Une visite à Dunavgrad',
	lead: 'Quatre agents, trois jours.',
	body: parseMarkup('Ils ont vu le réseau d’eau.')
}
const bulgarian = {
	title: 'Посещение в Дунавград',
	lead: 'Четирима служители, три дни.',
	body: parseMarkup('Видяха водопроводната мрежа.')
}
const save = (ctx: Ctx, id: string, locale: Locale, revision: number, follows: number, text: typeof french) =>
	saveText(ctx, id, locale, { revision, follows, ...text })

/** The same, written and published in French (revision 2) and in Bulgarian (revision 1). */
async function published(ctx: Ctx) {
	const { editor, id } = await editing(ctx)
	await save(editor, id, 'fr', 1, 0, french)
	await save(editor, id, 'bg', 0, 2, bulgarian)
	await publishText(editor, id, 'fr', { revision: 2, at: null })
	await publishText(editor, id, 'bg', { revision: 1, at: null })
	return { editor, id }
}
const statesOf = async (ctx: Ctx, id: string) =>
	Object.fromEntries((await getArticle(ctx, id)).states.map(({ locale, state }) => [locale, state]))
const broken = (key: string, field: string | null = null) => expect.objectContaining({ key, field }) as RuleBroken

describe('an article', () => {
	test('is written in French, translated, published, corrected: its translation is then outdated until it follows', async ({
		ctx
	}) => {
		const { editor, id } = await published(ctx)
		expect(await statesOf(editor, id)).toEqual({ fr: 'published', bg: 'published', en: 'missing' })

		await save(editor, id, 'fr', 2, 0, { ...french, lead: 'Cinq agents, trois jours.' })
		expect(await statesOf(editor, id)).toEqual({ fr: 'published', bg: 'outdated', en: 'missing' })

		// Read beside the original and found right as it is.
		await save(editor, id, 'bg', 1, 3, bulgarian)
		expect(await statesOf(editor, id)).toEqual({ fr: 'published', bg: 'published', en: 'missing' })
		expect((await trail(ctx, `article:${id}`)).map(({ action }) => action)).toEqual([
			'article.drafted',
			'article.saved',
			'article.saved',
			'article.published',
			'article.published',
			'article.saved',
			'article.saved'
		])
	})

	test('is found by its address in each language, and by an earlier one after its title changed', async ({ ctx }) => {
		const { editor, id } = await published(ctx)
		const reader = as(ctx, null)
		expect(await findAtAddress(reader, 'news', 'une-visite-a-dunavgrad')).toMatchObject({ lang: 'fr', moved: null })
		expect(await findAtAddress({ ...reader, locale: 'bg' }, 'news', 'une-visite-a-dunavgrad')).toMatchObject({
			lang: 'bg',
			moved: '/news/poseshtenie-v-dunavgrad'
		})
		// No English: the French page, in the same address.
		expect(await findAtAddress({ ...reader, locale: 'en' }, 'news', 'une-visite-a-dunavgrad')).toMatchObject({
			lang: 'fr',
			moved: null
		})
		expect(await findAtAddress(reader, 'page', 'une-visite-a-dunavgrad')).toMatchObject({ moved: '/news/une-visite-a-dunavgrad' })

		await save(editor, id, 'fr', 2, 0, { ...french, title: 'Trois jours au bord du Danube' })
		expect(await findAtAddress(reader, 'news', 'une-visite-a-dunavgrad')).toMatchObject({
			moved: '/news/trois-jours-au-bord-du-danube'
		})

		// Back to the first title: its address is its own again, and leads nowhere else.
		await save(editor, id, 'fr', 3, 0, french)
		expect(await findAtAddress(reader, 'news', 'une-visite-a-dunavgrad')).toMatchObject({ moved: null })

		const other = await draftArticle(editor, {
			kind: 'news',
			original: 'fr',
			service: 'cit',
			title: 'Trois jours au bord du Danube'
		})
		expect((await getText(editor, other, 'fr')).text!.slug).toBe('trois-jours-au-bord-du-danube-2')
	})

	test('keeps its versions, and an earlier one comes back as a new one', async ({ ctx }) => {
		const { editor, id } = await published(ctx)
		await save(editor, id, 'fr', 2, 0, { ...french, lead: 'Autre chose.' })
		await restoreText(editor, id, 'fr', { revision: 3, to: 2 })
		const { text, versions } = await getText(editor, id, 'fr')
		expect(text).toMatchObject({ revision: 4, lead: french.lead })
		expect(versions.map(({ revision }) => revision)).toEqual([4, 3, 2, 1])
		await expect(restoreText(editor, id, 'fr', { revision: 4, to: 9 })).rejects.toMatchObject({ status: 404 })
		await expect(restoreText(editor, id, 'fr', { revision: 3, to: 1 })).rejects.toEqual(broken('error.stale'))
	})

	test('is not overwritten by whoever opened it before another saved', async ({ ctx }) => {
		const { editor, id } = await editing(ctx)
		await save(editor, id, 'fr', 1, 0, french)
		await expect(save(editor, id, 'fr', 1, 0, { ...french, title: 'Autre' })).rejects.toEqual(broken('error.stale'))
		expect((await getText(editor, id, 'fr')).text).toMatchObject({ title: french.title, revision: 2 })
	})

	test('is published when there is something to read, once, and comes off again', async ({ ctx }) => {
		const { editor, id } = await editing(ctx)
		const publish = (revision: number, at: string | null = null) => publishText(editor, id, 'fr', { revision, at })
		await expect(publish(1)).rejects.toEqual(broken('error.article.lead', 'lead'))
		await save(editor, id, 'fr', 1, 0, { ...french, body: parseMarkup('') })
		await expect(publish(2)).rejects.toEqual(broken('error.article.empty', 'body'))
		await save(editor, id, 'fr', 2, 0, french)
		await expect(publish(2)).rejects.toEqual(broken('error.stale'))
		await expect(publish(3, '2027-02-01T09:00')).rejects.toEqual(broken('error.article.past', 'at'))
		await expect(unpublishText(editor, id, 'fr')).rejects.toEqual(broken('error.article.not_published'))
		await publish(3)
		await expect(publish(3)).rejects.toEqual(broken('error.article.published'))
		await expect(save(editor, id, 'fr', 3, 0, { ...french, body: parseMarkup(' ') })).rejects.toEqual(
			broken('error.article.empty', 'body')
		)
		expect((await listPublicArticles(as(ctx, null))).articles.map((one) => one.id)).toEqual([id])

		await unpublishText(editor, id, 'fr')
		expect((await listPublicArticles(as(ctx, null))).articles).toEqual([])
		await expect(findAtAddress(as(ctx, null), 'news', 'une-visite-a-dunavgrad')).rejects.toMatchObject({ status: 404 })
	})

	test('that is scheduled appears at its hour and not before, with that hour as its date', async ({ ctx }) => {
		const { editor, id } = await editing(ctx)
		await save(editor, id, 'fr', 1, 0, french)
		// Nine in Sofia is seven by the clock of the world, before the change to summer time.
		await publishText(editor, id, 'fr', { revision: 2, at: '2027-03-02T09:00' })
		expect(await statesOf(editor, id)).toMatchObject({ fr: 'scheduled' })
		const at = (time: string): Ctx => ({ ...ctx, actor: null, now: new Date(time) })

		expect(await publishDue(at('2027-03-02T06:59:59Z'))).toEqual({ published: 0 })
		expect(await publishDue(at('2027-03-02T07:00:00Z'))).toEqual({ published: 1 })
		expect(await publishDue(at('2027-03-02T07:01:00Z'))).toEqual({ published: 0 })
		const [article] = (await listPublicArticles(as(ctx, null))).articles
		expect(article).toMatchObject({ id, publishedAt: new Date('2027-03-02T07:00:00Z') })
	})

	test.for([
		['a reader', null, 403],
		['an officer', actor(['officer']), 403],
		['an auditor', actor(['auditor']), 403],
		['a member', actor(['member']), 403]
	] as const)('is not written by %s', async ([, who, status], { ctx }) => {
		const { id } = await editing(ctx)
		const theirs = as(ctx, who)
		for (const attempt of [
			() => draftArticle(theirs, { kind: 'news', original: 'fr', service: 'cit', title: 'Non' }),
			() => save(theirs, id, 'fr', 1, 0, french),
			() => publishText(theirs, id, 'fr', { revision: 1, at: null }),
			() => unpublishText(theirs, id, 'fr'),
			() => restoreText(theirs, id, 'fr', { revision: 1, to: 1 }),
			() => describeArticle(theirs, id, { version: 1, themes: [], image: null, featuredUntil: null }),
			() => featureItems(theirs, [])
		])
			await expect(attempt()).rejects.toMatchObject({ status })
		expect((await trail(ctx, `article:${id}`)).length).toBe(1)
	})

	test('is written once when two save the same revision at once', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const { editor, id } = await editing(ctx)
		const outcomes = await Promise.allSettled(
			['un', 'deux', 'trois', 'quatre'].map((lead) => save(editor, id, 'fr', 1, 0, { ...french, lead }))
		)
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect((await getText(editor, id, 'fr')).versions.map(({ revision }) => revision)).toEqual([2, 1])
		const publishing = await Promise.allSettled([1, 2, 3].map(() => publishText(editor, id, 'fr', { revision: 2, at: null })))
		expect(publishing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
	})
})

describe('the lists', () => {
	test('show to staff every article, by words of any language’s title; to readers only what is published, by theme', async ({
		ctx
	}) => {
		const { editor, id } = await published(ctx)
		const draft = await draftArticle(editor, { kind: 'page', original: 'bg', service: 'cit', title: 'За нас' })
		await describeArticle(editor, id, { version: 1, themes: ['water'], image: null, featuredUntil: null })
		const ids = async (filters: Parameters<typeof listArticles>[1]) =>
			(await listArticles(editor, filters)).articles.map((one) => one.id)
		expect((await ids({})).toSorted()).toEqual([id, draft].toSorted())
		expect(await ids({ q: 'дунавград' })).toEqual([id])
		expect(await ids({ kind: 'page' })).toEqual([draft])
		expect(await ids({ q: '100%' })).toEqual([])
		const seen = async (wanted: Parameters<typeof listPublicArticles>[1]) =>
			(await listPublicArticles(as(ctx, null), wanted)).articles.map((one) => one.id)
		expect(await seen({ theme: 'water' })).toEqual([id])
		expect(await seen({ theme: 'waste' })).toEqual([])
		expect(await seen({ locale: 'bg' })).toEqual([id])
		expect(await seen({ locale: 'en' })).toEqual([])
	})

	test('put forward what was said to be, until its day is over', async ({ ctx }) => {
		const { editor, id } = await published(ctx)
		const { id: newer } = await published({ ...ctx, now: new Date(NOW.getTime() + 3600_000) })
		const leading = async (now: Date) => (await listLeading({ ...ctx, now }, 5)).map((one) => one.id)
		expect(await leading(NOW)).toEqual([newer, id])
		await describeArticle(editor, id, { version: 1, themes: [], image: null, featuredUntil: '2027-03-05' })
		expect(await leading(NOW)).toEqual([id, newer])
		expect(await leading(new Date('2027-03-05T23:00:00Z'))).toEqual([newer, id])
		await expect(describeArticle(editor, id, { version: 1, themes: [], image: null, featuredUntil: null })).rejects.toEqual(
			broken('error.stale')
		)
	})
})

describe('the home page', () => {
	test('puts forward what stands at the addresses given, in their order, and the newest when none is', async ({ ctx }) => {
		const { editor, id } = await published(ctx)
		const { id: other } = await published(ctx)
		const reader = as(ctx, null)
		expect((await listForward(reader, [`article:${id}`])).map((item) => item.id)).toEqual([id])

		await featureItems(editor, [
			'https://example.org/bg/news/poseshtenie-v-dunavgrad-2?x=1',
			'',
			'/fr/news/une-visite-a-dunavgrad'
		])
		expect((await listForward(reader, [])).map((item) => item.id)).toEqual([other, id])
		expect((await getFeatured(editor)).items).toHaveLength(2)

		// What is no longer public is no longer shown.
		await unpublishText(editor, other, 'fr')
		await unpublishText(editor, other, 'bg')
		expect((await listForward(reader, [])).map((item) => item.id)).toEqual([id])

		await expect(featureItems(editor, ['/fr/news/rien'])).rejects.toEqual(broken('error.home.address', 'items.0'))
		await featureItems(editor, [''])
		expect(await listForward(reader, [])).toEqual([])
	})
})
