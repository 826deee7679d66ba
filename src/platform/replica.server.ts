import pg from 'pg'
import { connect, type Database, type Db } from './db.server.ts'
import { log } from './log.ts'

/** `behind` and `unreachable`: everything is read from the primary, as if there were no replica. */
export type ReplicaState = { state: 'fresh' | 'behind' | 'unreachable'; secondsBehind: number }

export type Replica = {
	/** Where a reading that may be MAX_BEHIND seconds old goes; undefined when only the primary will do. */
	db(): Db | undefined
	state(): ReplicaState
	close(): Promise<void>
}

const MAX_BEHIND = 5
const LOOK_MS = 2000

/**
 * Watches a streaming replica: every two seconds it is asked whether it has come to where the primary stood. For readings
 * that are heavy and need not be of this instant (open data, API). A replica that is away costs nothing but a line in the log.
 */
export function watchReplica(url: string, primary: pg.Pool): Replica {
	const replica: Database = connect(url, { max: 4 })
	let caughtUp = Date.now()
	let state: ReplicaState = { state: 'unreachable', secondsBehind: 0 }
	const become = (next: ReplicaState) => {
		if (next.state !== state.state) log[next.state === 'fresh' ? 'info' : 'warn'](next, `the replica is ${next.state}`)
		state = next
	}
	const look = async () => {
		const asked = Date.now()
		try {
			const { rows: there } = await primary.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn')
			const { rows: here } = await replica.pool.query<{ arrived: boolean }>(
				// One that was promoted replays nothing any more: it is no replica of ours.
				'select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $1::pg_lsn as arrived',
				[there[0]!.lsn]
			)
			if (here[0]!.arrived) caughtUp = asked
			const secondsBehind = Math.round((Date.now() - caughtUp) / 1000)
			become({ state: secondsBehind <= MAX_BEHIND ? 'fresh' : 'behind', secondsBehind })
		} catch (error) {
			become({ state: 'unreachable', secondsBehind: Math.round((Date.now() - caughtUp) / 1000) })
			log.debug({ error: (error as Error).message }, 'the replica does not answer')
		}
	}
	let looking = look()
	const timer = setInterval(() => void (looking = looking.then(look)), LOOK_MS)
	timer.unref()
	return {
		db: () => (state.state === 'fresh' ? replica.db : undefined),
		state: () => state,
		close: async () => {
			clearInterval(timer)
			await looking
			await replica.close()
		}
	}
}
