// Written by scripts/generate-types.ts from the migrated database: run npm run types after a new migration.
import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface AuditEventTable {
	id: string
	at: Timestamp
	actorId: string | null
	requestId: string
	action: string
	subject: string
	data: ColumnType<unknown, string | undefined, string>
}

export interface DB {
	auditEvent: AuditEventTable
}
