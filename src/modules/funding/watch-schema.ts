import { z } from 'zod'
import { line } from '#platform/shapes'
import { fundingQuery, type FundingQuestion } from './search.ts'

export const rhythms = ['daily', 'weekly'] as const
export type Rhythm = (typeof rhythms)[number]

/** What is watched: a search as it stands in an address, or one opportunity. */
export type Watched = FundingQuestion | { opportunity: string }

const about = { name: line(120), rhythm: z.enum(rhythms, 'error.choice') }
export const changeWatchForm = z.object(about)
/** A form sends the filters nobody chose as empty fields. */
const asked = z.preprocess(
	(values) =>
		typeof values === 'object' && values !== null
			? Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
			: values,
	z.object({ ...about, ...fundingQuery.partial().shape, opportunity: z.uuid('error.choice').optional() })
)
export const saveWatchForm = asked.transform(({ name, rhythm, opportunity, ...question }) => ({
	name,
	rhythm,
	watched: (opportunity ? { opportunity } : question) as Watched
}))
