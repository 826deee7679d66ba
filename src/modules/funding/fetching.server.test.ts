import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, vi } from 'vitest'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'
import { fetchSources } from './fetching.server.ts'
import { ensureSources, healthOf, turnSource } from './sources.server.ts'

const calls = {
	allCalls: [1, 2, 3].map((number) => ({
		code: `HORIZON-CL5-2027-D1-0${number}`,
		name: `Rivers ${number}`,
		openDate: '01 March 2027',
		closeDate: '15 September 2027',
		budget: '1000000',
		link: 'https://example.org/'
	})),
	newCalls: [],
	missionCalls: []
}

const answers = {
	good: (response) => response.end(JSON.stringify(calls)),
	down: (response) => response.writeHead(503).end(),
	silent: () => {},
	slow: async (response) => {
		response.writeHead(200)
		while (!response.destroyed) {
			response.write(' ')
			await setTimeout(50)
		}
	},
	cut: (response) => {
		response.writeHead(200, { 'content-length': '5000' }).write('{"allCalls": [')
		response.destroy()
	},
	another: (response) => response.end('<html><body>Maintenance</body></html>'),
	renamed: (response) => response.end(JSON.stringify({ calls: calls.allCalls })),
	emptied: (response) => response.end(JSON.stringify({ allCalls: [], newCalls: [], missionCalls: [] })),
	elsewhere: (response) => response.writeHead(302, { location: 'http://169.254.0.1/' }).end()
} satisfies Record<string, (response: ServerResponse) => unknown>

test('a source that is down, slow or of another shape loses nothing; what went wrong and its age are kept', async () => {
	// A slow answer is waited for longer than a transaction may last.
	await using database = await ownDatabase()
	const ctx = contextOn(database.db)
	// Half a minute is what a source is given; the test has less.
	const given = AbortSignal.timeout.bind(AbortSignal)
	const patience = vi.spyOn(AbortSignal, 'timeout').mockImplementation((most) => given(Math.min(most, 400)))
	onTestFinished(() => patience.mockRestore())
	let mode: keyof typeof answers = 'good'
	const server = createServer((_, response) => void answers[mode](response)).listen(0, '127.0.0.1')
	onTestFinished(() => {
		server.closeAllConnections()
		server.close()
	})
	await new Promise((done) => server.once('listening', done))
	await ensureSources(ctx)
	await ctx.db.updateTable('fundingSource').set({ enabled: false }).execute()
	await ctx.db
		.updateTable('fundingSource')
		.set({ enabled: true, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })
		.where('key', '=', 'horizon')
		.execute()
	const at = (days: number) => ({ ...ctx, now: new Date(NOW.getTime() + days * 86_400_000) })
	const source = () => ctx.db.selectFrom('fundingSource').selectAll().where('key', '=', 'horizon').executeTakeFirstOrThrow()
	const live = async () => (await ctx.db.selectFrom('opportunity').select('id').where('goneAt', 'is', null).execute()).length

	await fetchSources(ctx)
	expect({ live: await live(), failures: (await source()).failures }).toEqual({ live: 3, failures: 0 })

	const wrong = {
		down: /^HTTP 503$/,
		silent: /^no answer within 30 s$/,
		slow: /^no answer within 30 s$/,
		cut: /\S/,
		another: /^funding\.fault\.shape$/,
		renamed: /^funding\.fault\.shape$/,
		emptied: /^funding\.fault\.empty$/,
		elsewhere: /169\.254\.0\.1/
	} satisfies Partial<Record<keyof typeof answers, RegExp>>
	for (const [index, [each, said]] of Object.entries(wrong).entries()) {
		mode = each as keyof typeof wrong
		await fetchSources(at(10 * (index + 1)))
		const row = await source()
		expect({ each, live: await live(), failures: row.failures, lastGoodAt: row.lastGoodAt }).toEqual({
			each,
			live: 3,
			failures: index + 1,
			lastGoodAt: NOW
		})
		expect(row.lastError, each).toMatch(said)
		expect(healthOf(row, at(10 * (index + 1)).now)).not.toBe('good')
	}

	mode = 'good'
	await fetchSources(at(200))
	expect(await source()).toMatchObject({ failures: 0, lastGoodAt: at(200).now })
	expect(await live()).toBe(3)
})

test('a source is turned off and on again by who keeps the watch; a failure before is forgotten', async ({ ctx }) => {
	const officer = as(ctx, actor(['officer']))
	await ensureSources(ctx)
	await ctx.db
		.updateTable('fundingSource')
		.set({ enabled: true, failures: 3, nextAt: NOW })
		.where('key', '=', 'horizon')
		.execute()
	const source = () =>
		ctx.db
			.selectFrom('fundingSource')
			.select(['enabled', 'failures', 'nextAt'])
			.where('key', '=', 'horizon')
			.executeTakeFirstOrThrow()
	for (const role of ['member', 'evaluator', 'auditor'] as const)
		await expect(turnSource(as(ctx, actor([role])), 'horizon', { on: false })).rejects.toMatchObject({ status: 403 })
	await expect(turnSource(officer, 'nowhere', { on: false })).rejects.toMatchObject({ status: 404 })
	await turnSource(officer, 'horizon', { on: false })
	await turnSource(officer, 'horizon', { on: false })
	expect(await source()).toEqual({ enabled: false, failures: 0, nextAt: null })
	await turnSource(officer, 'horizon', { on: true })
	expect(await source()).toMatchObject({ enabled: true })
	expect((await trail(ctx, 'funding-source:horizon')).map(({ action }) => action)).toEqual([
		'funding-source.turned-off',
		'funding-source.turned-on'
	])
})
