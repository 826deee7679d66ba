import { beginPasskey } from '#modules/identity/passkeys.server'
import { answerScript } from '../../../../../passkeys.ts'
import type { RequestHandler } from './$types'

/** What the browser needs to make a passkey; asked by the page's script. */
export const POST: RequestHandler = (event) => answerScript(event, () => beginPasskey(event.locals.ctx))
