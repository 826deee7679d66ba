import { createHmac, timingSafeEqual } from 'node:crypto'
import { parse, stringify } from 'uuid'
import { secretFor } from '#platform/env'

/** `confirm` leads to one request, `reader` to one reader's preferences: neither opens the other. */
type Purpose = 'confirm' | 'reader'

const signature = (purpose: Purpose, id: Uint8Array) =>
	createHmac('sha256', secretFor(`mailing-${purpose}`))
		.update(id)
		.digest()
		.subarray(0, 16)

/** The secret end of a link in a letter: the id and its signature, 43 letters. Nothing of it is stored. */
export const tokenFor = (purpose: Purpose, id: string): string => {
	const bytes = parse(id)
	return Buffer.concat([bytes, signature(purpose, bytes)]).toString('base64url')
}

/** The id a link was made for, or null for one that was not made here, or for something else. */
export function idOfToken(purpose: Purpose, token: string): string | null {
	if (!/^[\w-]{43}$/.test(token)) return null
	const bytes = Buffer.from(token, 'base64url')
	const id = bytes.subarray(0, 16)
	if (!timingSafeEqual(bytes.subarray(16), signature(purpose, id))) return null
	try {
		return stringify(id)
	} catch {
		return null
	}
}
