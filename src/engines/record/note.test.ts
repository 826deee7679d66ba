import { ed25519 } from '@noble/curves/ed25519.js'
import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { canonical } from './canonical.ts'
import { base64, fromBase64, utf8 } from './encoding.ts'
import { openCheckpoint, readVerifier, signCheckpoint, verifierOf, writeVerifier } from './note.ts'
import { sealed } from './seal.ts'

const signer = { name: 'record.example.org', secretKey: new Uint8Array(32).fill(3) }
const verifier = verifierOf(signer)
const checkpoint = { origin: signer.name, size: 20_852_163, root: new Uint8Array(32).fill(5) }

describe('a checkpoint', () => {
	test('is a signed note any other implementation can check', () => {
		const note = signCheckpoint(checkpoint, signer)
		const [text, signature] = note.split('\n\n') as [string, string]
		expect(text).toBe(`record.example.org\n20852163\n${base64(checkpoint.root)}`)
		const bytes = fromBase64(signature.trim().split(' ')[2]!)!
		// Node's own OpenSSL, which shares nothing with ours.
		const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), verifier.publicKey])
		const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
		expect(verify(null, Buffer.from(`${text}\n`), key, bytes.subarray(4))).toBe(true)
		expect(openCheckpoint(note, verifier)).toEqual(checkpoint)
	})

	test.for([
		['another size', (note: string) => note.replace('20852163', '20852164')],
		['a size with a zero before it', (note: string) => note.replace('20852163', '020852163')],
		['a line more', (note: string) => note.replace('\n\n', '\nextension\n\n')],
		['another name', (note: string) => note.replaceAll('record.example', 'record.exemple')],
		['no signature', (note: string) => note.slice(0, note.indexOf('\n\n') + 2)],
		['a signature cut short', (note: string) => note.replace(/.{8}\n$/, '\n')],
		['nothing', () => '']
	] as const)('with %s does not open', ([, change]) => {
		expect(openCheckpoint(change(signCheckpoint(checkpoint, signer)), verifier)).toBeNull()
	})

	test('signed with another key of the same name does not open', () => {
		const forged = signCheckpoint(checkpoint, { ...signer, secretKey: new Uint8Array(32).fill(4) })
		expect(openCheckpoint(forged, verifier)).toBeNull()
	})

	test('opens with a witness beside the log’s own signature', () => {
		const witness = signCheckpoint(checkpoint, { name: 'witness.example.org', secretKey: new Uint8Array(32).fill(9) })
		const note = signCheckpoint(checkpoint, signer) + witness.slice(witness.indexOf('\n\n') + 2)
		expect(openCheckpoint(note, verifier)).toEqual(checkpoint)
	})
})

describe('a public key', () => {
	test('comes back from its line', () => {
		expect(readVerifier(writeVerifier(verifier))).toEqual(verifier)
	})

	// The key of Go's checksum database, as printed in its source: a line this code did not write.
	test('of another log is read', () => {
		const line = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
		expect(writeVerifier(readVerifier(line)!)).toBe(line)
	})

	test('with the hash of another is refused', () => {
		expect(readVerifier(writeVerifier(verifier).replace(/\+[0-9a-f]{8}\+/, '+00000000+'))).toBeNull()
	})
})

test('Ed25519 gives the first test vector of RFC 8032', () => {
	const key = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
	expect(Buffer.from(ed25519.getPublicKey(key)).toString('hex')).toBe(
		'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
	)
})

describe('canonical JSON', () => {
	test('is the example of RFC 8785', () => {
		const value = {
			numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
			string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f',
			literals: [null, true, false]
		}
		expect(canonical(value)).toBe(
			'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
		)
	})

	test('sorts keys by UTF-16 code unit and leaves out what is not there', () => {
		expect(canonical({ '\u20ac': 1, '\r': 2, 1: 3, '\u{1f600}': 4, '\u0080': 5, '\u00f6': 6, '\ufb33': 7, no: undefined })).toBe(
			'{"\\r":2,"1":3,"\u0080":5,"ö":6,"€":1,"😀":4,"\ufb33":7}'
		)
	})

	test.for([NaN, Infinity, '\ud800'])('refuses %s', (value) => {
		expect(() => canonical(value)).toThrow(TypeError)
	})
})

test('base64 has one spelling', () => {
	expect(fromBase64('QQ==')).toEqual(utf8('A'))
	for (const other of ['QR==', 'QQ=', 'QQ', 'QQ==\n', '=QQ=', 'Q-==']) expect(fromBase64(other)).toBeNull()
})

test('a sealed value depends on its salt and its content, and wants a salt long enough', () => {
	const salt = base64(new Uint8Array(16))
	expect(sealed({ b: 1, a: 2 }, salt)).toBe(sealed({ a: 2, b: 1 }, salt))
	expect(sealed('x', salt)).not.toBe(sealed('x', base64(new Uint8Array(16).fill(1))))
	expect(() => sealed('x', 'QQ==')).toThrow(TypeError)
})
