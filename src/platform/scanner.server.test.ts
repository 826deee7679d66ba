import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest'
import { freePort } from '#test/launch'
import { ownHome, test } from '#test/support'
import { env } from './env.ts'
import { receiveUpload, type UploadRefused } from './files.server.ts'
import { scan, scannerVersion, Unscanned } from './scanner.server.ts'

const home = ownHome()
const clamd = '/usr/sbin/clamd'
/** The harmless text every scanner is to find (EICAR), in two pieces, so that none finds it here. */
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

async function fileWith(contents: string | Buffer) {
	const path = join(home.path, `${Math.random()}.bin`)
	await writeFile(path, contents)
	return path
}

/** A scanner that says what it is told, or goes, once it has been sent something. */
async function scannerThat(does: (socket: Socket) => void) {
	const server = createServer((socket) => void socket.on('error', () => {}).once('data', () => does(socket)))
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
	env().PASSERELLE_CLAMD = `tcp://127.0.0.1:${(server.address() as { port: number }).port}`
	onTestFinished(async () => {
		delete env().PASSERELLE_CLAMD
		await new Promise((done) => server.close(done))
	})
}

const upload = (name: string, contents: string) => {
	const data = new FormData()
	data.set('file', new Blob([contents]), name)
	return new Request('http://localhost/upload', { method: 'POST', body: data })
}
const options = { field: 'file', types: ['txt'], maxBytes: 1_000_000 } as const

describe('without a scanner', () => {
	test('every file is taken', async ({ ctx }) => {
		expect(await scan(await fileWith(eicar))).toBe(null)
		expect((await receiveUpload(ctx, upload('a.txt', 'words'), options)).file?.name).toBe('a.txt')
	})
})

describe('a scanner that gives no verdict', () => {
	const cases: [string, (socket: Socket) => void][] = [
		['hangs up', (socket) => socket.destroy()],
		['ends without a word', (socket) => socket.end()],
		['says something else', (socket) => socket.end('INSTREAM size limit exceeded. ERROR\0')],
		['says nothing', () => {}]
	]
	test.for(cases)('%s: the file is not taken', async ([, does]) => {
		await scannerThat(does)
		const path = await fileWith(Buffer.alloc(3_000_000))
		await expect(scan(path, { patience: 300 })).rejects.toThrow(Unscanned)
	})

	test('is not there: the form comes back with a sentence, 503', async ({ ctx }) => {
		env().PASSERELLE_CLAMD = `tcp://127.0.0.1:${await freePort()}`
		onTestFinished(() => void delete env().PASSERELLE_CLAMD)
		await expect(receiveUpload(ctx, upload('a.txt', 'words'), options)).rejects.toMatchObject({
			key: 'error.file.unscanned',
			status: 503
		} satisfies Partial<UploadRefused>)
	})
})

describe.skipIf(!existsSync(clamd))('clamd itself (skipped where it is not installed)', () => {
	let stop: () => Promise<void>
	beforeAll(async () => {
		const folder = await mkdtemp(join(tmpdir(), 'passerelle-clamd-'))
		await chmod(folder, 0o755)
		await mkdir(join(folder, 'signatures'))
		// One signature of our own: the programme's downloaded ones take a gigabyte.
		await writeFile(join(folder, 'signatures/test.ndb'), `Test-Eicar:0:*:${Buffer.from(eicar).toString('hex')}\n`)
		await writeFile(
			join(folder, 'clamd.conf'),
			[`LocalSocket ${folder}/clamd.ctl`, `DatabaseDirectory ${folder}/signatures`, 'Foreground yes', 'StreamMaxLength 2M'].join(
				'\n'
			)
		)
		const child = spawn(clamd, ['-c', join(folder, 'clamd.conf')], { stdio: 'ignore' })
		const ended = new Promise((done) => child.once('exit', done))
		stop = async () => {
			child.kill()
			await ended
			await rm(folder, { recursive: true, force: true })
		}
		for (let tries = 0; tries < 200 && !existsSync(join(folder, 'clamd.ctl')); tries++) await sleep(100)
		env().PASSERELLE_CLAMD = `unix://${folder}/clamd.ctl`
	})
	afterAll(async () => {
		delete env().PASSERELLE_CLAMD
		await stop()
	})

	test('says who it is', async () => {
		expect(await scannerVersion()).toMatch(/^ClamAV/)
	})

	test('lets a clean file pass, and refuses one it knows, wherever in it that stands', async ({ ctx }) => {
		expect(await scan(await fileWith('words'))).toBe(null)
		expect(await scan(await fileWith(Buffer.alloc(1_500_000, 'a')))).toBe(null)
		expect(await scan(await fileWith(Buffer.concat([Buffer.alloc(200_000, 'a'), Buffer.from(eicar)])))).toMatch(/Test-Eicar/)
		expect((await receiveUpload(ctx, upload('a.txt', 'words'), options)).file?.name).toBe('a.txt')
		await expect(receiveUpload(ctx, upload('a.txt', eicar), options)).rejects.toMatchObject({
			key: 'error.file.harmful',
			status: 422
		} satisfies Partial<UploadRefused>)
	})

	test('that was told to take less gives no verdict', async () => {
		await expect(scan(await fileWith(Buffer.alloc(5_000_000, 'a')))).rejects.toThrow(Unscanned)
	})
})
