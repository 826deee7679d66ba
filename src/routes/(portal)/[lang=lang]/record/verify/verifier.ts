import { z } from 'zod'
import { verifyRecord, type Verification } from '#engines/record/verify'

// The site's policy forbids making code from text, which zod would try first.
z.config({ jitless: true })

/** In a thread of its own: a large call takes seconds, and the page stays alive. Answers null for what is not JSON. */
addEventListener('message', async ({ data }: MessageEvent<{ file: File; publicKey?: string }>) => {
	let record: unknown
	try {
		record = JSON.parse(await data.file.text())
	} catch {
		postMessage(null)
		return
	}
	postMessage(verifyRecord(record, { publicKey: data.publicKey }) satisfies Verification)
})
