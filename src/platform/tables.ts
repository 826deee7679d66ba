// Written by scripts/generate-types.ts from the migrated database: run npm run types after a new migration.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Localized } from './i18n.ts'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface AccountTable {
	id: string
	email: string
	emailVerified: Generated<boolean>
	name: Generated<string>
	latinName: string | null
	image: string | null
	locale: Generated<string>
	secondFactorEnabled: Generated<boolean>
	erasedAt: Timestamp | null
	createdAt: Timestamp
	updatedAt: Timestamp
}

export interface AuditEventTable {
	id: string
	at: Timestamp
	actorId: string | null
	requestId: string
	action: string
	subject: string
	data: ColumnType<unknown, string | undefined, string>
}

export interface ClosedDayTable {
	id: string
	country: string
	day: string
	name: ColumnType<Localized, string, string>
	createdAt: Timestamp
}

export interface ConsentTable {
	id: string
	accountId: string | null
	kind: string
	givenAt: Timestamp
	withdrawnAt: Timestamp | null
	wording: string
	locale: string
	source: string
}

export interface ContactMessageTable {
	id: string
	name: string
	email: string
	organisation: string | null
	subject: string
	message: string
	locale: string
	digest: string
	receivedAt: Timestamp
}

export interface CredentialTable {
	id: string
	accountId: string
	provider: string
	subject: string
	passwordHash: string | null
	accessToken: string | null
	refreshToken: string | null
	idToken: string | null
	accessTokenExpiresAt: Timestamp | null
	refreshTokenExpiresAt: Timestamp | null
	scope: string | null
	createdAt: Timestamp
	updatedAt: Timestamp
}

export interface InvitationTable {
	id: string
	email: string | null
	service: string | null
	role: string
	locale: string
	tokenDigest: string
	invitedBy: string | null
	invitedAt: Timestamp
	expiresAt: Timestamp
	acceptedAt: Timestamp | null
	acceptedBy: string | null
	withdrawnAt: Timestamp | null
}

export interface JobProgressTable {
	jobId: string
	askedBy: string | null
	done: number
	total: number | null
	note: string
	params: ColumnType<unknown, string | undefined, string>
	figures: ColumnType<unknown | null, string | null | undefined, string | null>
	fileId: string | null
	errors: ColumnType<unknown, string | undefined, string>
	updatedAt: Timestamp
}

export interface KnownAddressTable {
	accountId: string
	digest: string
	lastSeenAt: Timestamp
}

export interface MailTable {
	id: string
	kind: string
	ref: string | null
	toAddress: string
	locale: string
	subject: string
	text: string
	html: string
	secret: Generated<boolean>
	replyTo: string | null
	listUnsubscribe: string | null
	status: string
	attempts: Generated<number>
	messageId: string
	createdAt: Timestamp
	sentAt: Timestamp | null
	outboxOnly: Generated<boolean>
	error: string | null
}

export interface MailAttachmentTable {
	mailId: string
	fileId: string
	position: number
}

export interface RateLimitTable {
	key: string
	points: number
	expiresAt: Timestamp
}

export interface RoleGrantTable {
	id: string
	accountId: string
	service: string | null
	role: string
	grantedBy: string | null
	grantedAt: Timestamp
}

export interface SearchItemTable {
	no: GeneratedAlways<number>
	kind: string
	id: string
	path: string
	title: ColumnType<Localized, string, string>
	summary: ColumnType<Localized, string, string>
	themes: string[]
	countries: string[]
	territories: string[]
	at: Timestamp | null
	standing: number
	lexemes: string
	digest: string
	indexedAt: Timestamp
}

export interface SearchWordTable {
	key: string
	locale: string
	word: string
}

export interface SecondFactorTable {
	id: string
	accountId: string
	secret: string
	backupCodes: string
	verified: Generated<boolean>
	lastStep: number | null
	failedVerificationCount: Generated<number>
	lockedUntil: Timestamp | null
}

export interface SessionTable {
	id: string
	accountId: string
	token: string
	address: string | null
	userAgent: string | null
	freshAt: Timestamp | null
	secondFactorAt: Timestamp | null
	lastSeenAt: Timestamp
	expiresAt: Timestamp
	createdAt: Timestamp
}

export interface StoredFileTable {
	id: string
	digest: string
	bytes: number
	type: string
	name: string
	ownerKind: string
	ownerId: string
	createdBy: string | null
	createdAt: Timestamp
	removedAt: Timestamp | null
}

export interface VerificationTable {
	id: string
	identifier: string
	value: string
	email: string | null
	accountId: string | null
	expiresAt: Timestamp
	createdAt: Timestamp
	updatedAt: Timestamp
}

export interface DB {
	account: AccountTable
	auditEvent: AuditEventTable
	closedDay: ClosedDayTable
	consent: ConsentTable
	contactMessage: ContactMessageTable
	credential: CredentialTable
	invitation: InvitationTable
	jobProgress: JobProgressTable
	knownAddress: KnownAddressTable
	mail: MailTable
	mailAttachment: MailAttachmentTable
	rateLimit: RateLimitTable
	roleGrant: RoleGrantTable
	searchItem: SearchItemTable
	searchWord: SearchWordTable
	secondFactor: SecondFactorTable
	session: SessionTable
	storedFile: StoredFileTable
	verification: VerificationTable
}
