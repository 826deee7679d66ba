/**
 * The programme of PASSERELLE_PROGRAMME, read before anything else: whatever is imported after this finds it. So the first
 * import of every process, and it may import nothing that knows the programme.
 */
import { resolve } from 'node:path'
import { BadConfiguration } from '../../platform/env.ts'
import { readProgramme } from './folder.ts'

// `init` writes the folder that the setting may name already.
const { PASSERELLE_PROGRAMME: folder } = process.env
if (folder && process.argv[2] !== 'init') {
	try {
		globalThis.passerelleProgramme = readProgramme(resolve(folder))
	} catch (error) {
		if (!(error instanceof BadConfiguration)) throw error
		process.stderr.write(`passerelle: ${error.message}\n`)
		process.exit(1)
	}
}
