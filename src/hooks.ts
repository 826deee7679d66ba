import type { Transport } from '@sveltejs/kit/hooks'
import { ServerOnly } from '#ui/server-only.ts'

export const transport: Transport = {
	ServerOnly: {
		encode: (value) => value instanceof ServerOnly && (value.send ? [value.value] : []),
		decode: ([value]) => new ServerOnly(value)
	}
}
