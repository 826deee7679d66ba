#!/usr/bin/env node
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compiledSettings } from './compiled.mjs'
import { memoryFlags, memorySettings } from './memory.mjs'

Object.assign(process.env, { ...memorySettings, ...compiledSettings, ...process.env })
process.argv.splice(2, 0, ...memoryFlags, 'src/cli/passerelle.ts')
await import(join(dirname(fileURLToPath(import.meta.url)), 'with-install.mjs'))
