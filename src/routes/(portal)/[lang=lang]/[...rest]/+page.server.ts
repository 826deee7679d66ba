import { notFound } from '#platform/errors'

/** No page has this address: the portal's own 404, in the reader's language. */
export const load = () => notFound()
