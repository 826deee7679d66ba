/*
 * Keeps the check-in page of an event on the phone, so that it opens again where there is no network. It stands between
 * that page and the network only: the page registers it for its own address. Scans are not its business: the page keeps
 * them itself until the server has answered for each.
 */
const KEPT = 'check-in'
/** A network that takes longer than this to answer is none. */
const PATIENCE = 5000

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// What the page loaded before this stood between: fetched once more, for later.
self.addEventListener('message', (event) => {
	if (event.data?.keep) event.waitUntil(keep(event.data.keep))
})

async function keep(addresses) {
	const kept = await caches.open(KEPT)
	await Promise.allSettled(
		addresses.map(async (address) => {
			const response = await fetch(address, { redirect: 'manual' })
			if (response.ok) await kept.put(address, response)
		})
	)
}

self.addEventListener('fetch', (event) => {
	const { request } = event
	const { origin, pathname } = new URL(request.url)
	if (request.method !== 'GET' || origin !== location.origin) return
	if (request.mode === 'navigate') event.respondWith(page(request))
	else if (pathname.startsWith('/_app/immutable/')) event.respondWith(asset(request))
})

/** The page as the server gives it now; what is on the phone where the server cannot be reached. */
async function page(request) {
	const kept = await caches.open(KEPT)
	try {
		const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) })
		if (response.ok) await kept.put(request, response.clone())
		// Signed out, or no longer allowed: names do not stay on the phone.
		else if (response.type === 'opaqueredirect' || response.status < 500) await kept.delete(request)
		return response
	} catch (cause) {
		const last = await kept.match(request, { ignoreSearch: true, ignoreVary: true })
		if (last) return last
		throw cause
	}
}

/** Files of a build never change under their name. */
async function asset(request) {
	const kept = await caches.open(KEPT)
	const known = await kept.match(request)
	if (known) return known
	const response = await fetch(request)
	if (response.ok) await kept.put(request, response.clone())
	return response
}
