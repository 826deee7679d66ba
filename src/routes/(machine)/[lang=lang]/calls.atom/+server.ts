import { feed } from '../feed.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = ({ params }) => feed(params.lang, 'calls')
