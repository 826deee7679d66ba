/** Sends in a process of its own: `ours CAMPAIGN`, or `alone CAMPAIGN COUNT`: nodemailer with the same mail and nothing else. */
import { createTransport } from 'nodemailer'
import { composeCampaign, readerLinks } from '../../src/modules/newsroom/campaign-composing.server.ts'
import { forReader } from '../../src/modules/newsroom/campaign-layout.ts'
import { campaigns } from '../../src/modules/newsroom/campaign-rows.server.ts'
import { sendCampaign } from '../../src/modules/newsroom/campaign-sending.server.ts'
import type { Ctx } from '../../src/platform/ctx.ts'
import { connect } from '../../src/platform/db.server.ts'
import { locales } from '../../src/platform/i18n.ts'

const [mode, id, count = '0'] = process.argv.slice(2)
const { db } = connect(process.env.DATABASE_URL!, { max: 4, timeout: 300_000 })
const ctx: Ctx = { db, actor: null, now: new Date(), locale: 'fr', requestId: 'bench' }
const mebibytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20)
let most = 0
const seen: number[] = []
const looking = setInterval(() => {
	const now = mebibytes()
	seen.push(now)
	most = Math.max(most, now)
}, 250)

const started = performance.now()
const sent = mode === 'ours' ? (await sendCampaign(ctx, id!, id!)).sent : await alone(Number(count))
const seconds = (performance.now() - started) / 1000
clearInterval(looking)
// Flat: the last quarter of the time against the second, when everything has been loaded.
const quarter = (from: number) => {
	const part = seen.slice(Math.floor(seen.length * from), Math.floor(seen.length * (from + 0.25)))
	return part.reduce((sum, each) => sum + each, 0) / (part.length || 1)
}
process.stdout.write(JSON.stringify({ sent, seconds, most, growth: Math.round(quarter(0.75) - quarter(0.25)) }))
process.exit(0)

async function alone(count: number): Promise<number> {
	const transport = createTransport({
		url: process.env.PASSERELLE_SMTP_URL!,
		pool: true,
		maxConnections: 6,
		maxMessages: Infinity
	})
	const campaign = await campaigns(ctx).where('id', '=', id!).executeTakeFirstOrThrow()
	const mails = await Promise.all(locales.map((locale) => composeCampaign(ctx, campaign, locale)))
	let next = 0
	await Promise.all(
		Array.from({ length: 12 }, async () => {
			for (let i = next++; i < count; i = next++) {
				const mail = mails[i % 3]!
				const links = readerLinks(campaign.id, campaign.kind, locales[i % 3]!)
				await transport.sendMail({
					from: 'Passerelle <passerelle@example.org>',
					to: `alone${i}@example.org`,
					subject: mail.subject,
					...forReader(mail, links),
					headers: { 'List-Unsubscribe': `<${links.leave}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
				})
			}
		})
	)
	return count
}
