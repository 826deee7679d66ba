import { codeDetectors, mayFilm } from './camera.ts'

const WORKER = '/check-in-worker.js'

/** Has the browser keep this page and its files, so that it opens without the network. False where it cannot. */
export async function keepPage(): Promise<boolean> {
	if (!('serviceWorker' in navigator)) return false
	try {
		// For this address only: no other page of the site is kept.
		await navigator.serviceWorker.register(WORKER, { scope: location.pathname })
		const { active } = await navigator.serviceWorker.ready
		// What reads badges is fetched now where it will be needed: in a cellar it could not be.
		if (mayFilm()) await codeDetectors().catch(() => undefined)
		const files = performance.getEntriesByType('resource').map(({ name }) => name)
		const own = files.filter((name) => new URL(name).pathname.startsWith('/_app/'))
		active?.postMessage({ keep: [location.pathname, ...new Set(own)] })
		return true
	} catch {
		return false
	}
}

/** Takes this page, with the names on it, off the phone. */
export async function forgetPage(): Promise<void> {
	if (!('serviceWorker' in navigator)) return
	const registration = await navigator.serviceWorker.getRegistration(location.pathname)
	if (!registration?.active?.scriptURL.endsWith(WORKER)) return
	await registration.unregister()
	await (await caches.open('check-in')).delete(location.pathname, { ignoreSearch: true })
}
