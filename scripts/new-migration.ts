/** `npm run new:migration -- name-of-it` writes the next numbered, empty migration and prints its path. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../migrations')
const name = (process.argv[2] ?? '')
	.toLowerCase()
	.replace(/[^a-z0-9]+/g, '_')
	.replace(/^_|_$/g, '')
if (!name) {
	process.stderr.write('new:migration: say its name: npm run new:migration -- events\n')
	process.exit(1)
}
const last = Math.max(0, ...readdirSync(folder).map((file) => Number.parseInt(file, 10) || 0))
const file = join(folder, `${String(last + 1).padStart(4, '0')}_${name}.sql`)
writeFileSync(file, '', { flag: 'wx' })
process.stdout.write(`${file}\n`)
