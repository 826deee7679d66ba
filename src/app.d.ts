import type { Ctx } from '#platform/ctx'
import type { ReplicaState } from '#platform/replica.server'

declare global {
	namespace App {
		interface Locals {
			ctx: Ctx
			/** How the replica stands, where there is one. */
			replica: ReplicaState | undefined
		}
		interface Error {
			requestId?: string
		}
	}
}
export {}
