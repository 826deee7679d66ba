import type { RequestEvent } from '@sveltejs/kit'

/**
 * Load data that a page without client script needs only while the server renders it: it is not serialised into the
 * document. A data request (the router of a hydrated page comes by a link) still gets it whole: `transport` in hooks.ts.
 */
export class ServerOnly<T> {
	readonly value: T
	readonly send: boolean
	constructor(value: T, send = true) {
		this.value = value
		this.send = send
	}
}
export const serverOnly = <T>(event: Pick<RequestEvent, 'isDataRequest'>, value: T) => new ServerOnly(value, event.isDataRequest)
