import { createHmac, timingSafeEqual } from 'node:crypto'
import QRCode from 'qrcode'
import { secretFor } from '#platform/env'

const PREFIX = 'PSL1'

const seal = (id: string) => createHmac('sha256', secretFor('badges')).update(id).digest().subarray(0, 16)

/** What the code on a badge says: whose it is, and a seal that only this site can make. */
export function badgeOf(registrationId: string): string {
	const id = Buffer.from(registrationId.replaceAll('-', ''), 'hex').toString('base64url')
	return [PREFIX, id, seal(registrationId).toString('base64url')].join('.')
}

/** What a badge says as a QR code, an SVG. */
export const drawBadge = (registrationId: string): Promise<string> =>
	QRCode.toString(badgeOf(registrationId), { type: 'svg', margin: 0, errorCorrectionLevel: 'M' })

/** Whose badge it is; null for what is no badge of ours, or a forged one. */
export function readBadge(written: string): string | null {
	const [prefix, id = '', mac = '', ...more] = written.trim().split('.')
	if (prefix !== PREFIX || more.length || !/^[\w-]{22}$/.test(id) || !/^[\w-]{22}$/.test(mac)) return null
	const hex = Buffer.from(id, 'base64url').toString('hex')
	const registrationId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
	return timingSafeEqual(seal(registrationId), Buffer.from(mac, 'base64url')) ? registrationId : null
}
