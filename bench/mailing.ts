/**
 * A campaign to 50,000 readers in three languages, handed to a mail server on this machine, against nodemailer alone with
 * the same mail; and the same cut off by SIGKILL. READERS=2000 makes it small.
 */
import { execFile, fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { v7 as uuidv7 } from 'uuid'
import { letterFigures } from '../src/modules/newsroom/campaign-rows.server.ts'
import { everybody } from '../src/modules/newsroom/campaign-schema.ts'
import { parseMarkup } from '../src/modules/newsroom/markup.ts'
import type { Ctx } from '../src/platform/ctx.ts'
import { connect } from '../src/platform/db.server.ts'
import { migrate } from '../src/platform/migrate.server.ts'
import { demoCampaigns } from '../programme/demo.ts'
import { buildReaders } from '../test/mailings.ts'
import { memoryFlags, memorySettings } from '../bin/memory.mjs'
import { createDatabase, testServer } from '../test/server.ts'
import { compare, observe } from './harness.ts'

const READERS = Number(process.env.READERS ?? 50_000)
const ROUNDS = 2
const ask = promisify(execFile)
type Took = { sent: number; seconds: number; most: number; growth: number }

export async function run() {
	const server = await testServer()
	const home = await mkdtemp(join(tmpdir(), 'passerelle-bench-'))
	const sink = fork(join(import.meta.dirname, 'parts/mail-sink.ts'))
	const answer = async <T>(child: ChildProcess) => ((await once(child, 'message')) as [T])[0]
	const { port } = await answer<{ port: number }>(sink)
	const tally = async () => {
		const told = answer<{ readers: number; twice: number }>(sink)
		sink.send('tell')
		return told
	}
	try {
		const { url, drop } = await createDatabase(server.address, `passerelle_bench_${process.pid}`)
		const env = {
			...process.env,
			DATABASE_URL: url,
			PASSERELLE_HOME: home,
			PASSERELLE_SMTP_URL: `smtp://127.0.0.1:${port}`,
			PASSERELLE_LOG: 'silent',
			...memorySettings
		}
		const part = join(import.meta.dirname, 'parts/mailing.ts')
		await migrate(url)
		const database = connect(url, { max: 2, timeout: 300_000 })
		const ctx: Ctx = { db: database.db, actor: null, now: new Date(), locale: 'fr', requestId: 'bench' }
		try {
			await buildReaders(ctx, READERS, 'newsletter')
			let last: Took | undefined
			await compare({
				name: `letters handed over a second, ${READERS.toLocaleString('en-GB')} readers`,
				referenceIs: 'nodemailer alone, six connections, the same mail',
				oursIs: 'the sending job',
				reference: async () => {
					const count = Math.min(READERS, 5000)
					const { stdout } = await ask(process.execPath, [...memoryFlags, part, 'alone', await campaign(ctx), String(count)], {
						env
					})
					await tally()
					return count / (JSON.parse(stdout) as Took).seconds
				},
				ours: async () => {
					const { stdout } = await ask(process.execPath, [...memoryFlags, part, 'ours', await campaign(ctx)], { env })
					last = JSON.parse(stdout) as Took
					const { readers, twice } = await tally()
					if (readers !== READERS || twice) throw new Error(`${readers} of ${READERS} mailed, ${twice} twice`)
					return last.sent / last.seconds
				},
				rounds: ROUNDS,
				unit: '1/s',
				higherIsBetter: true,
				limit: 200
			})
			observe({ name: 'memory of the sending process', value: last!.most, unit: 'MiB', limit: 300, is: 'most' })
			observe({
				name: 'its growth from the second quarter to the last',
				value: last!.growth,
				unit: 'MiB',
				limit: 20,
				is: 'mean of each'
			})

			const id = await campaign(ctx)
			let kills = 0
			for (;;) {
				const child = spawn(process.execPath, [...memoryFlags, part, 'ours', id], { env, stdio: 'ignore' })
				const ended = once(child, 'exit')
				const outcome = await Promise.race([ended, sleep(4000 + 700 * kills)])
				if (!outcome && kills < 5) {
					kills++
					child.kill('SIGKILL')
				}
				await ended
				const { status } = await ctx.db.selectFrom('campaign').select('status').where('id', '=', id).executeTakeFirstOrThrow()
				if (status === 'sent') break
			}
			const { readers, twice } = await tally()
			const is = `after ${kills} times SIGKILL`
			observe({ name: 'readers mailed twice', value: twice, unit: 'readers', limit: 0, is })
			const { unsure = 0 } = await letterFigures(ctx, id)
			observe({
				name: 'readers missed and not told as unsure',
				value: Math.max(0, READERS - readers - unsure),
				unit: 'readers',
				limit: 0,
				is
			})
			observe({ name: 'letters told as unsure', value: unsure, unit: 'letters', limit: kills, is })
		} finally {
			await database.close()
			await drop()
		}
	} finally {
		sink.disconnect()
		await server.stop()
		await rm(home, { recursive: true, force: true })
	}
}

async function campaign(ctx: Ctx): Promise<string> {
	const id = uuidv7()
	const { subject, preheader, body } = demoCampaigns[0]!
	await ctx.db
		.insertInto('campaign')
		.values({
			id,
			kind: 'newsletter',
			service: 'cit',
			subject: JSON.stringify(subject),
			preheader: JSON.stringify(preheader),
			body: JSON.stringify(Object.fromEntries(Object.entries(body).map(([locale, text]) => [locale, parseMarkup(text)]))),
			segment: JSON.stringify(everybody),
			status: 'sending',
			createdAt: ctx.now,
			updatedAt: ctx.now
		})
		.execute()
	return id
}
