import { onlyOutbox } from '#platform/mail.server'
import type { PageServerLoad } from './$types'

/** A demonstration sends nothing: its letter box is a page of the site. */
export const load: PageServerLoad = () => ({ outbox: onlyOutbox() })
