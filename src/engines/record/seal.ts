import { canonicalBytes, type Json } from './canonical.ts'
import { base64, digest, fromBase64, utf8 } from './encoding.ts'

/** Salts are random and of this length: a short text could otherwise be found by trying. */
export const SALT = 16

/**
 * Base64 of SHA-256(salt ‖ canonical value). Personal data enters the log only like this: without the salt, which stays
 * with the service and is erased with the data, the digest says nothing. `salt` is base64 of SALT bytes or more.
 */
export function sealed(value: Json, salt: string): string {
	return base64(digest(saltBytes(salt), canonicalBytes(value)))
}

/** What is published before closing for a seed revealed after it: base64 of SHA-256(seed ‖ salt). */
export const seedCommitment = (seed: string, salt: string): string => base64(digest(utf8(seed), saltBytes(salt)))

function saltBytes(salt: string): Uint8Array {
	const bytes = fromBase64(salt)
	if (!bytes || bytes.length < SALT) throw new TypeError(`a salt is base64 of ${SALT} bytes or more`)
	return bytes
}
