type Detector = { detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]> }
type Detectors = { new (options: { formats: 'qr_code'[] }): Detector; getSupportedFormats(): Promise<readonly string[]> }

const BETWEEN_LOOKS = 200

/** What finds QR codes in a picture: the browser's own, or a library where it has none (Firefox, Safari, most desktops). */
export async function codeDetectors(): Promise<Detectors> {
	const own = (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector
	// Some have it and read no format at all.
	const formats = (await own?.getSupportedFormats().catch(() => [])) ?? []
	return own && formats.includes('qr_code') ? own : (await import('qr/decode.js')).BarcodeDetector
}

/** Whether the browser lets a page ask for a camera. */
export const mayFilm = () => navigator.mediaDevices !== undefined

/**
 * Shows what the camera sees in `video` and says each code it finds, one that stays in view once; until `stop`. Rejects where
 * there is no camera or it is refused.
 */
export async function film(video: HTMLVideoElement, say: (code: string) => Promise<void>): Promise<{ stop(): void }> {
	const detector = new (await codeDetectors())({ formats: ['qr_code'] })
	const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
	const stop = () => {
		for (const track of stream.getTracks()) track.stop()
		video.srcObject = null
	}
	try {
		video.srcObject = stream
		await video.play()
	} catch (cause) {
		stop()
		throw cause
	}
	let last = ''
	const look = async () => {
		if (video.srcObject !== stream) return
		const [found] = await detector.detect(video).catch(() => [])
		if (found && found.rawValue !== last) await say((last = found.rawValue))
		setTimeout(look, BETWEEN_LOOKS)
	}
	void look()
	return { stop }
}
