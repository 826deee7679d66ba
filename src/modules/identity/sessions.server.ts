import type { Actor, Ctx } from '#platform/ctx'

export const sessionCookie = () => 'passerelle.session_token'

/** Who the session of these headers belongs to, with roles; null when there is none or it has ended. */
export async function actorOf(_ctx: Ctx, _headers: Headers): Promise<Actor | null> {
	return null
}
