#!/usr/bin/env node
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// The young generation kept small: it would otherwise grow to a hundred megabytes that pages do not need.
process.argv.splice(2, 0, '--max-semi-space-size=4', 'src/cli/passerelle.ts')
await import(join(dirname(fileURLToPath(import.meta.url)), 'with-install.mjs'))
