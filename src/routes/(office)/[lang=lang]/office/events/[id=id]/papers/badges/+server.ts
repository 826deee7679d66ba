import type { RequestHandler } from '@sveltejs/kit'
import { badgesPdf } from '#modules/events/papers.server'
import { pdfOf } from '../pdf.ts'

export const GET: RequestHandler = ({ locals: { ctx }, params }) => pdfOf('badges', () => badgesPdf(ctx, params.id!), ctx.locale)
