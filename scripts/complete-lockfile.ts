/**
 * Names in package-lock.json the packages of other platforms that npm left out because the registry it asked does not
 * hold them: without them `npm ci` refuses the whole file. Run after a change of dependencies; --check only looks.
 */
import { readFileSync, writeFileSync } from 'node:fs'

type Entry = {
	version?: string
	dev?: boolean
	optional?: boolean
	os?: string[]
	cpu?: string[]
	libc?: string[]
	optionalDependencies?: Record<string, string>
}

/** The entries missing from a lock file's packages, by path. Platforms are read from the names, as npm's tools give them. */
export function missingEntries(packages: Record<string, Entry>): Record<string, Entry> {
	const missing: Record<string, Entry> = {}
	for (const [path, entry] of Object.entries(packages))
		for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
			if (path === '' || `${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages) continue
			const words = name.split('/').at(-1)!.split('-')
			const os = words.find((word) => /^(android|darwin|freebsd|linux|openharmony|win32|wasm32)$/.test(word))
			const cpu = words.find((word) => /^(arm|arm64|ia32|ppc64|riscv64|s390x|x64)$/.test(word))
			const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined
			if (!os || !cpu || !/^\d/.test(version))
				throw new Error(`${name}: of which platform is it? Add it to package-lock.json by hand`)
			missing[`node_modules/${name}`] = {
				version,
				...{
					cpu: [cpu],
					...(entry.dev ? { dev: true } : {}),
					...(libc && os === 'linux' ? { libc } : {}),
					optional: true,
					os: [os]
				}
			}
		}
	return missing
}

if (import.meta.main) {
	const file = new URL('../package-lock.json', import.meta.url)
	const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> }
	const missing = missingEntries(lock.packages)
	const names = Object.keys(missing).map((path) => path.slice('node_modules/'.length))
	if (names.length && process.argv.includes('--check')) {
		console.error(`package-lock.json leaves out ${names.join(', ')}: node scripts/complete-lockfile.ts`)
		process.exitCode = 1
	} else if (names.length) {
		lock.packages = Object.fromEntries(
			Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'))
		)
		writeFileSync(file, `${JSON.stringify(lock, null, '\t')}\n`)
	}
}
