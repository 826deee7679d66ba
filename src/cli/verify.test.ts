import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { fictionalKey } from '#test/records'
import { lateFileSigned, tamperings, untouched } from '#test/tampering'
import { addVerifyCommand } from './verify.ts'

const run = promisify(execFile)
let folder: string
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'passerelle-verify-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.restoreAllMocks())

async function written(record: unknown): Promise<string> {
	const file = join(folder, 'record.json')
	await writeFile(file, typeof record === 'string' ? record : JSON.stringify(record))
	return file
}

/** The command in this process: what it prints, and what it would exit with. */
async function verify(record: unknown, ...more: string[]) {
	const printed = { out: '', err: '' }
	vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((printed.out += String(text))))
	vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((printed.err += String(text))))
	const program = new Command()
	addVerifyCommand(program)
	await program.parseAsync(['verify', await written(record), ...more], { from: 'user' })
	const code = process.exitCode
	process.exitCode = 0
	vi.restoreAllMocks()
	return { code, ...printed }
}
type Failure = { what: string; where: string; message: string }
const said = (out: string) => JSON.parse(out) as { valid: boolean; checked: number; failures: Failure[] }

test('a file nobody changed holds, with the key of the service and without', async () => {
	const answer = await verify(untouched(), '--key', fictionalKey, '--json')
	expect(answer).toMatchObject({ code: 0, err: '' })
	expect(said(answer.out)).toEqual({ valid: true, checked: expect.any(Number), failures: [] })
	expect(await verify(untouched())).toMatchObject({ code: 0, err: '' })
})

test.for(tamperings)('$name is found out, the line named', async ({ record, first }) => {
	const answer = await verify(record, '--key', fictionalKey, '--json')
	expect(answer.code).toBe(1)
	const { valid, failures } = said(answer.out)
	expect({ valid, first: failures[0] }).toMatchObject({ valid: false, first })
	// In words, to whoever has no key.
	const spoken = await verify(record)
	expect(spoken).toMatchObject({ code: 1, out: '' })
	expect(spoken.err.split('\n')[1]).toBe(`${first.where}: ${failures[0]!.message}`)
})

test('a late file that the service itself signs for is found out too', async () => {
	const answer = await verify(lateFileSigned(), '--key', fictionalKey, '--json')
	expect(answer.code).toBe(1)
	expect(said(answer.out).failures.map(({ message }) => message)).toContainEqual(expect.stringMatching(/after closing/))
})

test('from a terminal, without a database or a server, the command says the same and exits so', async () => {
	const passerelle = (...more: string[]) =>
		run(process.execPath, [resolve('src/cli/passerelle.ts'), 'verify', ...more], { env: { PATH: process.env.PATH } }).then(
			({ stdout }) => ({ code: 0, stdout, stderr: '' }),
			(error: { code: number; stdout: string; stderr: string }) => error
		)
	const { record, first } = tamperings[0]!
	const answer = await passerelle(await written(record), '--json')
	expect(answer.code).toBe(1)
	expect(said(answer.stdout).failures[0]).toMatchObject(first)
	const none = await passerelle(join(folder, 'none.json'))
	expect(none).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('no such file') })
	expect(await passerelle(await written('no JSON'))).toMatchObject({
		code: 1,
		stderr: expect.stringContaining('not a JSON file')
	})
})
