import { z } from 'zod'
import { programme } from '#programme/programme'

const services = programme.services.map(({ key }) => key) as [string, ...string[]]
const several = z.union([
	z.enum(services, 'error.office.filter').transform((each) => [each]),
	z.array(z.enum(services, 'error.office.filter'))
])

/** Which services run or keep a thing besides its own, and whether the others are kept from it. */
export const sharingForm = z.object({
	services: several.default([]),
	reserved: z
		.literal('yes')
		.optional()
		.transform((value) => value === 'yes')
})
export type Sharing = z.output<typeof sharingForm>
