import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { freePort } from './launch.ts'

const servers = ['account', 'container', 'object']
const memcached = '/usr/bin/memcached'
const program = (name: string) => `/usr/bin/swift-${name}${name === 'ring-builder' ? '' : '-server'}`

/** Whether OpenStack Swift is installed (Debian: swift-proxy swift-account swift-container swift-object memcached). */
export const hasSwift = [memcached, ...['ring-builder', ...servers, 'proxy'].map(program)].every((path) => existsSync(path))

/**
 * A bucket of an S3-compatible server of its own: OpenStack Swift with its s3api, one device, one replica. `setting` is
 * what PASSERELLE_FILES takes. A listing gives 5 keys a page, so that a dozen files take three.
 */
export async function startBucket(): Promise<{ setting: string; stop(): Promise<void> }> {
	const folder = await mkdtemp(join(tmpdir(), 'passerelle-bucket-'))
	const children: ChildProcess[] = []
	const stop = async () => {
		for (const child of children) child.kill('SIGKILL')
		await Promise.all(
			children.map((child) => child.exitCode ?? child.signalCode ?? new Promise((done) => child.once('exit', done)))
		)
		await rm(folder, { recursive: true, force: true })
	}
	try {
		for (const name of ['node/d1', 'cache']) await mkdir(join(folder, name), { recursive: true })
		await writeFile(
			join(folder, 'swift.conf'),
			'[swift-hash]\nswift_hash_path_suffix = a\nswift_hash_path_prefix = b\n[storage-policy:0]\nname = one\ndefault = yes\n'
		)
		const common = `swift_dir = ${folder}\nbind_ip = 127.0.0.1\nworkers = 0\nuser = ${userInfo().username}\n`
		for (const name of servers) {
			const port = await freePort()
			await writeFile(
				join(folder, `${name}-server.conf`),
				`[DEFAULT]\n${common}bind_port = ${port}\ndevices = ${folder}/node\nmount_check = false\ndisable_fallocate = true\nrecon_cache_path = ${folder}/cache\n[pipeline:main]\npipeline = ${name}-server\n[app:${name}-server]\nuse = egg:swift#${name}\n`
			)
			for (const words of [['create', '4', '1', '0'], ['add', `r1z1-127.0.0.1:${port}/d1`, '1'], ['rebalance']]) {
				const { status, stdout } = spawnSync(program('ring-builder'), [`${name}.builder`, ...words], {
					cwd: folder,
					encoding: 'utf8'
				})
				// 1 is a warning: one device is few.
				if (status === 2) throw new Error(stdout)
			}
		}
		const port = await freePort()
		const cache = await freePort()
		await writeFile(
			join(folder, 'proxy-server.conf'),
			`[DEFAULT]\n${common}bind_port = ${port}\n[pipeline:main]\npipeline = catch_errors cache s3api tempauth proxy-server\n[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n[filter:catch_errors]\nuse = egg:swift#catch_errors\n[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:${cache}\n[filter:s3api]\nuse = egg:swift#s3api\nlocation = eu-central-1\nmax_bucket_listing = 5\n[filter:tempauth]\nuse = egg:swift#tempauth\nuser_test_tester = te/s+ting .admin\n`
		)
		const log = join(folder, 'log')
		const stdio = ['ignore', openSync(log, 'a'), openSync(log, 'a')] as const
		children.push(spawn(memcached, ['-u', 'nobody', '-l', '127.0.0.1', '-p', `${cache}`], { stdio: [...stdio] }))
		for (const name of [...servers, 'proxy'])
			children.push(spawn(program(name), [join(folder, `${name}-server.conf`)], { cwd: folder, stdio: [...stdio] }))
		const client = new S3Client({
			endpoint: `http://127.0.0.1:${port}`,
			region: 'eu-central-1',
			credentials: { accessKeyId: 'test:tester', secretAccessKey: 'te/s+ting' },
			forcePathStyle: true,
			maxAttempts: 1
		})
		for (let tries = 0; ; tries++) {
			try {
				await client.send(new CreateBucketCommand({ Bucket: 'files' }))
				break
			} catch (error) {
				if (tries === 100) throw new Error(await readFile(log, 'utf8'), { cause: error })
				await sleep(200)
			}
		}
		return { setting: `s3://test%3Atester:te%2Fs%2Bting@127.0.0.1:${port}/files?region=eu-central-1&tls=0`, stop }
	} catch (error) {
		await stop()
		throw error
	}
}
