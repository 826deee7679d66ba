import { askForPasskey } from '#modules/identity/passkey-proofs.server'
import { answerScript } from '../../../../passkeys.ts'
import { originOf } from '../../../../sign-in.ts'
import type { RequestHandler } from './$types'

/** What the browser needs to show a passkey; asked by the page's script. */
export const POST: RequestHandler = (event) => answerScript(event, () => askForPasskey(event.locals.ctx, originOf(event)))
