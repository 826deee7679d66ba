#!/usr/bin/env node
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.argv.splice(2, 0, 'src/cli/passerelle.ts')
await import(join(dirname(fileURLToPath(import.meta.url)), 'with-install.mjs'))
