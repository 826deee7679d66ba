import sharp from 'sharp'
import { demoActor } from '#modules/calls/selection-demo.server'
import { demoEventId } from '#modules/events/demo.server'
import { demoOrganisationId } from '#modules/network/demo.server'
import { demoProjectId } from '#modules/projects/demo.server'
import type { Ctx } from '#platform/ctx'
import { removeFile, storeContents } from '#platform/files.server'
import { locales } from '#platform/i18n'
import { demoArticles, demoPictures, demoPractices, type DemoArticle, type DemoPractice } from '#programme/demo'
import { publishText } from './article-publication.server.ts'
import { describeArticle, draftArticle, saveText } from './articles.server.ts'
import { parseMarkup } from './markup.ts'
import { addMedia } from './media.server.ts'
import { checkPractice, publishPractice } from './practice-validation.server.ts'
import { draftPractice, submitPractice } from './practices.server.ts'

const DAY = 86_400_000

/** The demo's fictional news, pages, pictures and practices, after everything they speak of; once there, nothing is added. */
export async function loadDemoNewsroom(ctx: Ctx): Promise<void> {
	const editor = await demoActor(ctx, 'editor@example.org')
	const officer = await demoActor(ctx, 'officer@example.org')
	if (!editor || !officer) return
	const known = await ctx.db
		.selectFrom('article')
		.select('id')
		.where('createdBy', '=', editor.actor!.accountId)
		.limit(1)
		.executeTakeFirst()
	if (known) return
	const pictures = new Map<string, string>()
	for (const picture of demoPictures) pictures.set(picture.key, await addPicture(editor, picture))
	for (const article of demoArticles) await addArticle(before(editor, article.age), article, pictures)
	for (const practice of demoPractices) await addPractice(before(editor, practice.age), before(officer, practice.age), practice)
}

const before = (ctx: Ctx, days: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() - days * DAY) })

async function addPicture(ctx: Ctx, { key, svg, alt }: (typeof demoPictures)[number]): Promise<string> {
	const drawn = await sharp(Buffer.from(svg)).resize({ width: 1920 }).png().toBuffer()
	const original = await storeContents(ctx, drawn, { name: `${key}.png`, type: 'png', owner: { kind: 'demo', id: key } })
	const { digest, bytes, name } = original
	const id = await addMedia(ctx, { file: { digest, bytes, name, type: 'png' }, alt, credit: 'Passerelle' })
	await removeFile(ctx, original.id)
	return id
}

async function addArticle(ctx: Ctx, article: DemoArticle, pictures: Map<string, string>) {
	const { kind, original, themes, picture, published } = article
	const id = await draftArticle(ctx, { kind, original, service: 'cit', title: article.title[original] })
	for (const locale of [original, ...locales.filter((other) => other !== original)]) {
		const body = article.body[locale]
			.replace(/\{project:([a-z-]+)\}/g, (_, key: string) => `/projects/${demoProjectId(key)}`)
			.replace(/\{event:(\d+)\}/g, (_, at: string) => `/events/${demoEventId(Number(at))}`)
			// A link of the text leads to the page in the text's own language.
			.replace(/\]\(\//g, `](/${locale}/`)
		const first = locale === original
		const revision = await saveText(ctx, id, locale, {
			revision: first ? 1 : 0,
			follows: first ? 0 : 2,
			title: article.title[locale],
			lead: article.lead[locale],
			body: parseMarkup(body)
		})
		if (published.includes(locale)) await publishText(ctx, id, locale, { revision, at: null })
	}
	const image = picture === null ? null : pictures.get(picture)!
	await describeArticle(ctx, id, { version: 1, themes, image, featuredUntil: null })
}

async function addPractice(editor: Ctx, officer: Ctx, practice: DemoPractice) {
	const { organisation, project, status, age: _, ...sheet } = practice
	const id = await draftPractice(officer, {
		...sheet,
		organisation: demoOrganisationId(organisation),
		event: null,
		project: project && `/projects/${demoProjectId(project)}`
	})
	await submitPractice(officer, id)
	if (status === 'submitted') return
	await checkPractice(officer, id, { version: 2 })
	await publishPractice(editor, id, { version: 3 })
}
