import type { Ctx } from '#platform/ctx'

declare global {
	namespace App {
		interface Locals {
			ctx: Ctx
		}
		interface Error {
			requestId?: string
		}
	}
}
export {}
