import type { Ctx } from '#platform/ctx'
import type { ReplicaState } from '#platform/replica.server'

declare global {
	namespace App {
		interface Locals {
			ctx: Ctx
			/** How the replica stands, where there is one. */
			replica: ReplicaState | undefined
			/** Origins outside this site that the forms of this page lead to; none unless the page says so. */
			leadsTo?: string[]
		}
		interface Error {
			requestId?: string
			/** What went wrong, in the reader's language: for an error page that has more to say than its status. */
			said?: string
		}
	}
}
export {}
