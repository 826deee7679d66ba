import { sha256 } from '@noble/hashes/sha2.js'

export const DIGEST = 32

const encoder = new TextEncoder()
export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** Standard base64 with padding (RFC 4648 §4), in chunks: a call of `fromCharCode` takes only so many arguments. */
export function base64(bytes: Uint8Array): string {
	let binary = ''
	for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
	return btoa(binary)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The bytes of a base64 text, or null when it is not exactly what `base64` writes: two spellings of one digest would be two leaves. */
export function fromBase64(text: string): Uint8Array | null {
	if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
	const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
	// The last letter before the padding has two or four bits that stand for nothing: they are 0.
	if (padding && ALPHABET.indexOf(text[text.length - 1 - padding]!) % (padding === 2 ? 16 : 4) !== 0) return null
	const binary = atob(text)
	const bytes = new Uint8Array(binary.length)
	for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at)
	return bytes
}

export const fromHex = (text: string): Uint8Array | null =>
	/^([0-9a-f]{2})*$/.test(text) ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) : null

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

export function joined(...parts: Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
	let at = 0
	for (const part of parts) {
		whole.set(part, at)
		at += part.length
	}
	return whole
}

export const digest = (...parts: Uint8Array[]): Uint8Array => sha256(parts.length === 1 ? parts[0]! : joined(...parts))
