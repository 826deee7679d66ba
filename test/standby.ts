import { chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded, type EmbeddedServer } from '../src/platform/embedded.server.ts'

/**
 * A streaming replica of an embedded server, in `dir`: PostgreSQL's low-level base backup (manual, 26.3.3), since the
 * embedded binaries have no pg_basebackup. The primary keeps what the replica has not read yet (slot `standby`).
 */
export async function startStandby(primary: EmbeddedServer, dir: string): Promise<EmbeddedServer> {
	const client = new pg.Client(primary.url('postgres'))
	await client.connect()
	try {
		const { rows } = await client.query<{ data: string; sockets: string }>(
			`select current_setting('data_directory') as data, current_setting('unix_socket_directories') as sockets`
		)
		const { data, sockets } = rows[0]!
		const cluster = join(dir, 'cluster')
		await client.query(`select pg_create_physical_replication_slot('standby', true)`)
		await client.query(`select pg_backup_start('standby', true)`)
		await mkdir(dir, { recursive: true })
		const left = ['postmaster.pid', 'postmaster.opts']
		await cp(data, cluster, {
			recursive: true,
			filter: (path) =>
				!left.includes(path.slice(data.length + 1)) &&
				!/\/\.s\.PGSQL/.test(path) &&
				!/\/(pg_wal|pg_replslot|pg_stat_tmp)\/./.test(path.slice(data.length))
		})
		const { rows: stopped } = await client.query<{ label: string }>('select labelfile as label from pg_backup_stop(false)')
		await writeFile(join(cluster, 'backup_label'), stopped[0]!.label)
		await writeFile(join(cluster, 'standby.signal'), '')
		await writeFile(
			join(cluster, 'postgresql.auto.conf'),
			`primary_conninfo = 'host=${sockets} user=passerelle application_name=standby'\nprimary_slot_name = 'standby'\n`
		)
		const { uid, gid } = statSync(data)
		await chown(dir, uid, gid)
		for (const path of [cluster, ...(await readdir(cluster, { recursive: true })).map((name) => join(cluster, name))])
			await chown(path, uid, gid)
	} finally {
		await client.end()
	}
	return startEmbedded(dir)
}
