export type Waiting = { key: string; code: string; day: string; half: 'am' | 'pm'; at: string; name: string; who: string }
/** `not-taken`: the server answers and takes no scans of this event, which nobody has confirmed. */
type Outcome = 'sent' | 'unreachable' | 'signed-out' | 'not-taken'

const BATCH = 200

/**
 * The scans of this phone that the server has not acknowledged. Each stands in the browser's store under a name of its
 * own, so that two tabs never overwrite one another, and goes only when the server has answered for it.
 */
export function scanQueue(eventId: string) {
	const own = `check-in:${eventId}:`
	const seenName = `check-in-seen:${eventId}:`
	const refusedNames: string[] = []
	let sending = false

	const device = () => {
		const kept = localStorage.getItem('check-in-device')
		if (kept) return kept
		const made = crypto.randomUUID().slice(0, 8)
		localStorage.setItem('check-in-device', made)
		return made
	}

	const waiting = (): Waiting[] =>
		Object.keys(localStorage)
			.filter((name) => name.startsWith(own))
			.flatMap((name) => {
				try {
					return JSON.parse(localStorage.getItem(name) ?? '') as Waiting
				} catch {
					return []
				}
			})
			.sort((a, b) => (a.at < b.at ? -1 : 1))

	/** Keeps a scan; false when this phone has this person in this half-day already. */
	function add(scan: Omit<Waiting, 'key'>): boolean {
		const seen = `${seenName}${scan.day} ${scan.half} ${scan.who}`
		if (localStorage.getItem(seen)) return false
		const key = crypto.randomUUID()
		localStorage.setItem(own + key, JSON.stringify({ ...scan, key }))
		localStorage.setItem(seen, 'yes')
		return true
	}

	async function send(): Promise<Outcome> {
		if (sending) return 'sent'
		sending = true
		try {
			for (let batch = waiting().slice(0, BATCH); batch.length; batch = waiting().slice(0, BATCH)) {
				const response = await fetch(`${location.pathname}/scans`, {
					method: 'POST',
					redirect: 'manual',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({
						device: device(),
						scans: batch.map(({ key, code, day, half, at }) => ({ key, code, day, half, at }))
					})
				})
				if (response.status === 409) return 'not-taken'
				if (!response.ok) return [0, 303, 401, 403].includes(response.status) ? 'signed-out' : 'unreachable'
				const results = (await response.json()) as Record<string, string>
				const answered = batch.filter(({ key }) => results[key] !== undefined)
				if (!answered.length) return 'unreachable'
				for (const { key, name } of answered) {
					if (results[key] === 'unknown' || results[key] === 'gone') refusedNames.push(name)
					localStorage.removeItem(own + key)
				}
			}
			return 'sent'
		} catch {
			return 'unreachable'
		} finally {
			sending = false
		}
	}

	/** Whom the server refused since the last call. */
	const refused = () => refusedNames.splice(0)

	return { waiting, add, send, refused }
}
