// What Node compiled is kept for the next start, which takes a quarter less processor: after a kill everybody waits for it.
// Beside what npm installed, so that it goes with it; where nothing can be written Node does without.
// Plain JavaScript, as bin/memory.mjs.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const compiledSettings = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') }
