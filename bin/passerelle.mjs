#!/usr/bin/env node
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// The young generation kept small, and glibc's arenas few: each would otherwise keep a hundred megabytes that pages do
// not need (docs/performance.md).
process.env.MALLOC_ARENA_MAX ??= '2'
process.argv.splice(2, 0, '--max-semi-space-size=4', 'src/cli/passerelle.ts')
await import(join(dirname(fileURLToPath(import.meta.url)), 'with-install.mjs'))
