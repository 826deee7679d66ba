import { randomUUID } from 'node:crypto'
import { indexItem } from '../src/modules/search/index.server.ts'
import { connect } from '../src/platform/db.server.ts'

/** Makes a public thing of that title, committed, as a verb does: the search then shows it. `url` is the site's database. */
export async function publish(url: string, title: string): Promise<void> {
	const { db, close } = connect(url, { max: 1 })
	try {
		const ctx = { db, actor: null, now: new Date(), locale: 'en' as const, requestId: 'test' }
		await indexItem(ctx, { kind: 'article', id: randomUUID(), path: '/news', title: { en: title } })
	} finally {
		await close()
	}
}
