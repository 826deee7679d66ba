import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { relyingParty } from '#modules/identity/passkeys.server'

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest()
const base64url = (data: Buffer | string) => Buffer.from(data).toString('base64url')

/** CBOR (RFC 8949) of what an authenticator writes: whole numbers, bytes, text and maps. */
function cbor(value: number | string | Buffer | Map<number | string, unknown>): Buffer {
	const head = (major: number, size: number) =>
		size < 24
			? Buffer.from([(major << 5) | size])
			: size < 256
				? Buffer.from([(major << 5) | 24, size])
				: Buffer.from([(major << 5) | 25, size >> 8, size & 255])
	if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
	if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
	if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
	return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, held]) => [cbor(key), cbor(held as string)])])
}

type Lie = { origin?: string; rpId?: string; verified?: boolean; count?: number; key?: KeyObject; type?: string }

/**
 * An authenticator in software, so that a test can also be given what no honest one would sign. `make` and `show` answer
 * the options of the verbs as a browser posts them; `lie` changes what is signed.
 */
export function authenticator() {
	const id = randomBytes(32)
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
	let used = 0

	const client = (type: string, challenge: string, lie: Lie) =>
		Buffer.from(
			JSON.stringify({ type: lie.type ?? type, challenge, origin: lie.origin ?? relyingParty().origin, crossOrigin: false })
		)
	const data = (flags: number, count: number, lie: Lie, attested = Buffer.alloc(0)) => {
		const tail = Buffer.alloc(5)
		// Present, and verified unless the test says otherwise.
		tail[0] = flags | 0x01 | (lie.verified === false ? 0 : 0x04)
		tail.writeUInt32BE(count, 1)
		return Buffer.concat([sha256(lie.rpId ?? relyingParty().id), tail, attested])
	}

	return {
		make({ challenge }: { challenge: string }, lie: Lie = {}) {
			const { x, y } = publicKey.export({ format: 'jwk' })
			const key = cbor(
				new Map<number, unknown>([
					[1, 2],
					[3, -7],
					[-1, 1],
					[-2, Buffer.from(x!, 'base64url')],
					[-3, Buffer.from(y!, 'base64url')]
				])
			)
			const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key])
			const object = new Map<string, unknown>([
				['fmt', 'none'],
				['attStmt', new Map()],
				['authData', data(0x40, 0, lie, attested)]
			])
			return {
				id: base64url(id),
				rawId: base64url(id),
				type: 'public-key',
				clientExtensionResults: {},
				response: {
					clientDataJSON: base64url(client('webauthn.create', challenge, lie)),
					attestationObject: base64url(cbor(object)),
					transports: ['internal']
				}
			}
		},
		show({ challenge }: { challenge: string }, lie: Lie = {}) {
			const clientData = client('webauthn.get', challenge, lie)
			const authenticatorData = data(0, lie.count ?? ++used, lie)
			return {
				id: base64url(id),
				rawId: base64url(id),
				type: 'public-key',
				clientExtensionResults: {},
				response: {
					clientDataJSON: base64url(clientData),
					authenticatorData: base64url(authenticatorData),
					signature: base64url(sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), lie.key ?? privateKey))
				}
			}
		}
	}
}
