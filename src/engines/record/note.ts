import { ed25519 } from '@noble/curves/ed25519.js'
import { base64, digest, DIGEST, fromBase64, fromHex, joined, sameBytes, utf8 } from './encoding.ts'

// https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint: the formats of Go's checksum database and of the
// static certificate logs, so that their tools and witnesses read our checkpoints too.

const ED25519 = Uint8Array.of(1)

/** Who signs: a name without spaces or plus signs (the origin of the log), and an Ed25519 key. */
export interface Verifier {
	name: string
	publicKey: Uint8Array
}
export interface Signer {
	name: string
	/** The 32 bytes an Ed25519 key is made from (RFC 8032); secret. */
	secretKey: Uint8Array
}

/** A state of the log: `size` leaves with this root. */
export interface Checkpoint {
	origin: string
	size: number
	root: Uint8Array
}

export const verifierOf = ({ name, secretKey }: Signer): Verifier => ({ name, publicKey: ed25519.getPublicKey(secretKey) })

/** First four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key): tells keys of one name apart. */
const keyHash = ({ name, publicKey }: Verifier): Uint8Array => digest(utf8(`${name}\n`), ED25519, publicKey).subarray(0, 4)

/** The public key as one line, `name+hash+key`, the way it is printed and compared. */
export function writeVerifier(verifier: Verifier): string {
	const hash = Array.from(keyHash(verifier), (byte) => byte.toString(16).padStart(2, '0')).join('')
	return `${verifier.name}+${hash}+${base64(joined(ED25519, verifier.publicKey))}`
}

/** Null when the line is not a key, or its hash is another key's. */
export function readVerifier(line: string): Verifier | null {
	const [, name, hash, key] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line) ?? []
	const bytes = key === undefined ? null : fromBase64(key)
	if (name === undefined || hash === undefined || !bytes || bytes.length !== 1 + DIGEST || bytes[0] !== ED25519[0]) return null
	const verifier = { name, publicKey: bytes.slice(1) }
	return sameBytes(keyHash(verifier), fromHex(hash)!) ? verifier : null
}

export const checkpointText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${base64(root)}\n`

/** A checkpoint as a signed note. Signing the same state twice gives the same bytes. */
export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
	const text = checkpointText(checkpoint)
	const signature = ed25519.sign(utf8(text), signer.secretKey)
	return `${text}\n— ${signer.name} ${base64(joined(keyHash(verifierOf(signer)), signature))}\n`
}

/**
 * The checkpoint a note holds, when this key signed it; null for anything else. Signatures of others (witnesses) are
 * passed over, as the format asks; lines after the root are an extension this log never writes, and refused.
 */
export function openCheckpoint(note: string, verifier: Verifier): Checkpoint | null {
	const border = note.lastIndexOf('\n\n')
	if (border < 0 || !note.endsWith('\n') || !note.isWellFormed()) return null
	const text = note.slice(0, border + 1)
	const [origin, size, root, ...more] = text.split('\n')
	if (more.length !== 1 || more[0] !== '' || origin !== verifier.name) return null
	const rootBytes = fromBase64(root!)
	if (!/^(0|[1-9]\d{0,15})$/.test(size!) || !Number.isSafeInteger(Number(size)) || rootBytes?.length !== DIGEST) return null
	const lines = note.slice(border + 2, -1).split('\n')
	let signed = false
	for (const line of lines) {
		const [, name, encoded] = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? []
		const bytes = encoded === undefined ? null : fromBase64(encoded)
		if (!bytes || bytes.length < 5) return null
		if (name !== verifier.name || !sameBytes(bytes.subarray(0, 4), keyHash(verifier))) continue
		if (!isSigned(bytes.subarray(4), text, verifier)) return null
		signed = true
	}
	return signed ? { origin: origin!, size: Number(size), root: rootBytes } : null
}

function isSigned(signature: Uint8Array, text: string, { publicKey }: Verifier): boolean {
	if (signature.length !== 64) return false
	try {
		// RFC 8032 strictly: the looser ZIP 215 would let two spellings of one signature pass.
		return ed25519.verify(signature, utf8(text), publicKey, { zip215: false })
	} catch {
		return false
	}
}
