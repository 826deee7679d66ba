import { askForOwnPasskey } from '#modules/identity/passkey-proofs.server'
import { answerScript } from '../../../../../passkeys.ts'
import { originOf } from '../../../../../sign-in.ts'
import type { RequestHandler } from './$types'

/** What the browser needs to show one of the actor's own passkeys; asked by the page's script. */
export const POST: RequestHandler = (event) => answerScript(event, () => askForOwnPasskey(event.locals.ctx, originOf(event)))
