import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Layers count in the order in which a page first names them, and which file comes first is the bundler's business. */
test('every file of styles that has layers names all of them, in order, before the first', () => {
	const files = globSync('*.css', { cwd: import.meta.dirname })
	const layered = files.filter((file) => readFileSync(join(import.meta.dirname, file), 'utf8').includes('@layer'))
	expect(layered).toContain('office.css')
	for (const file of layered) {
		const [first] = /@layer[^;{]*[;{]/.exec(readFileSync(join(import.meta.dirname, file), 'utf8'))!
		expect(first, file).toBe('@layer base, layout, components, print;')
	}
})
