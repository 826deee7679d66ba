import { utf8 } from './encoding.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined }

/**
 * JSON in one spelling only (RFC 8785, JCS): keys sorted by UTF-16 code unit, no space, numbers as ECMAScript writes
 * them. Keys whose value is undefined are left out. Throws TypeError for what JSON cannot hold: not finite numbers, lone
 * surrogates.
 */
export function canonical(value: Json): string {
	if (value === null || typeof value === 'boolean') return String(value)
	if (typeof value === 'number') {
		if (!Number.isFinite(value)) throw new TypeError('canonical JSON holds finite numbers only')
		return JSON.stringify(value)
	}
	if (typeof value === 'string') {
		if (!value.isWellFormed()) throw new TypeError('canonical JSON holds well-formed text only')
		return JSON.stringify(value)
	}
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
	const members: string[] = []
	for (const key of Object.keys(value).sort()) {
		const member = value[key]
		if (member !== undefined) members.push(`${canonical(key)}:${canonical(member)}`)
	}
	return `{${members.join(',')}}`
}

export const canonicalBytes = (value: Json): Uint8Array => utf8(canonical(value))
