import { demoAccounts, demoPassword } from '#programme/demo'
import type { Role } from '#platform/ctx'

export type Visitor = {
	get(path: string, headers?: Record<string, string>): Promise<Response>
	/** Posts a form as a browser does, without JavaScript. */
	post(
		path: string,
		fields?: Record<string, string> | URLSearchParams | FormData,
		headers?: Record<string, string>
	): Promise<Response>
	/** Any request, with the visitor's cookies. */
	ask(path: string, init?: RequestInit): Promise<Response>
	cookies: Map<string, string>
}

/** Somebody with a cookie jar who follows no redirect by himself. */
export function visitor(url: string): Visitor {
	const cookies = new Map<string, string>()
	const ask = async (path: string, init: RequestInit = {}) => {
		const headers = new Headers(init.headers)
		if (cookies.size) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
		const response = await fetch(new URL(path, url), { ...init, headers, redirect: 'manual' })
		for (const line of response.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
			if (value === '' || /max-age=0/i.test(line)) cookies.delete(name!)
			else cookies.set(name!, value!)
		}
		return response
	}
	return {
		cookies,
		ask,
		get: (path, headers = {}) => ask(path, { headers }),
		post: (path, fields = {}, headers = {}) =>
			ask(path, {
				method: 'POST',
				body: fields instanceof FormData || fields instanceof URLSearchParams ? fields : new URLSearchParams(fields),
				headers: { origin: new URL(url).origin, accept: 'text/html', ...headers }
			})
	}
}

/** The demo programme's first account of a role, for `member` one without any other. */
export const accountOf = (role: Role) =>
	demoAccounts.find(({ roles }) => roles.every((held) => held.role === role) && roles.length > 0) ??
	demoAccounts.find(({ roles }) => roles.some((held) => held.role === role))!

/** That account, signed in by its password. */
export async function signedIn(url: string, role: Role): Promise<Visitor> {
	const someone = visitor(url)
	const response = await someone.post('/en/sign-in/password', { email: accountOf(role).email, password: demoPassword })
	if (response.status !== 303 || someone.cookies.size === 0)
		throw new Error(`${role} could not sign in: ${response.status}\n${await response.text()}`)
	return someone
}
