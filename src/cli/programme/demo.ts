/** demo.json of a programme's folder: the people and organisations of a demonstration. */
import { z } from 'zod'
import type { Given } from '#programme/given'
import type { Territory } from '#programme/shape'
import { complete } from './settings.ts'

type About = { languages: string[]; territories: Territory[]; services: string[] }

/** Throws z.ZodError. Addresses are at example.org, which nobody owns. */
export function readDemo(source: unknown, { languages, territories, services }: About): Given['demo'] {
	const name = z.record(z.string(), z.string()).transform((said) => complete(said, languages))
	const email = z.string().regex(/^[a-z.-]+@example\.org$/, 'must be an address at example.org')
	const shape = z.strictObject({
		accounts: z
			.array(
				z.strictObject({
					email,
					name: z.string().min(1),
					locale: z.enum(languages, 'must be a language of the programme'),
					roles: z.array(z.strictObject({ role: z.string(), service: z.enum(services, 'must be a service').nullable() })),
					organisation: z.string().optional()
				})
			)
			.default([]),
		organisations: z
			.array(
				z.strictObject({
					key: z.string(),
					name,
					kind: z.string(),
					territory: z.string().refine((code) => territories.some((each) => each.code === code), 'is not in territories.csv'),
					language: z.enum(languages),
					description: name,
					themes: z.array(z.string()),
					email
				})
			)
			.default([])
	})
	return shape.parse(source) as unknown as Given['demo']
}
