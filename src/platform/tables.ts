// Written by scripts/generate-types.ts from the migrated database: run npm run types after a new migration.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Localized } from './i18n.ts'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface AbuseReportTable {
	id: string
	subject: string
	reason: string
	note: Generated<string>
	reportedBy: string | null
	reportedAt: Timestamp
	status: string
	answer: string | null
	decidedAt: Timestamp | null
	decidedBy: string | null
}

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

export interface ActivityTable {
	id: string
	projectId: string
	title: ColumnType<unknown, string, string>
	text: ColumnType<unknown, string | undefined, string>
	startsOn: string | null
	endsOn: string | null
	done: Generated<boolean>
	public: Generated<boolean>
	position: Generated<number>
}

export interface AgreementTable {
	id: string
	reference: string
	awardId: string
	amendment: Generated<number>
	template: string
	content: ColumnType<unknown, string, string>
	reason: string | null
	fileId: string | null
	digest: string | null
	status: string
	createdAt: Timestamp
	createdBy: string | null
	sentAt: Timestamp | null
	signedAt: Timestamp | null
}

export interface AlumnusTable {
	awardId: string
	accountId: string | null
	agreedAt: Timestamp
	now: Generated<string>
	withdrawnAt: Timestamp | null
}

export interface ApplicationTable {
	id: string
	reference: string
	callId: string
	lotId: string | null
	organisationId: string | null
	accountId: string | null
	formVersionId: string
	title: Generated<string>
	answers: ColumnType<unknown, string | undefined, string>
	version: Generated<number>
	status: string
	requestedCents: number | null
	filedAt: Timestamp | null
	filingId: string | null
	late: Generated<boolean>
	locale: string
	reminders: Generated<number>
	createdAt: Timestamp
	updatedAt: Timestamp
}

export interface ApplicationAuthorTable {
	applicationId: string
	accountId: string
	role: string
	addedAt: Timestamp
	addedBy: string | null
}

export interface ApplicationDraftTable {
	applicationId: string
	version: number
	answers: ColumnType<unknown, string, string>
	savedAt: Timestamp
	savedBy: string | null
	reason: string
	page: string | null
}

export interface ApplicationFileTable {
	id: string
	applicationId: string
	field: string
	fileId: string
	addedAt: Timestamp
	addedBy: string | null
	removedAt: Timestamp | null
}

export interface ApplicationMessageTable {
	id: string
	applicationId: string
	side: string
	authorId: string | null
	text: string
	sentAt: Timestamp
}

export interface ArticleTable {
	id: string
	kind: string
	service: string
	original: string
	themes: Generated<string[]>
	priorities: Generated<string[]>
	territories: Generated<string[]>
	imageId: string | null
	featuredUntil: Timestamp | null
	version: Generated<number>
	createdAt: Timestamp
	createdBy: string | null
	updatedAt: Timestamp
}

export interface ArticleRevisionTable {
	articleId: string
	locale: string
	revision: number
	title: string
	lead: string
	body: ColumnType<unknown, string, string>
	savedAt: Timestamp
	savedBy: string | null
}

export interface ArticleTextTable {
	articleId: string
	locale: string
	slug: string
	title: string
	lead: Generated<string>
	body: ColumnType<unknown, string | undefined, string>
	status: string
	publishAt: Timestamp | null
	publishedAt: Timestamp | null
	follows: number | null
	revision: Generated<number>
	updatedAt: Timestamp
	updatedBy: string | null
}

export interface AssignmentRunTable {
	id: string
	callId: string
	input: ColumnType<unknown, string, string>
	result: ColumnType<unknown, string, string>
	runAt: Timestamp
	runBy: string | null
}

export interface AttendanceTable {
	registrationId: string
	day: string
	half: string
	scannedAt: Timestamp
	syncedAt: Timestamp
	device: Generated<string>
	byAccount: string | null
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

export interface AuthorInvitationTable {
	id: string
	applicationId: string
	email: string
	tokenDigest: string
	invitedAt: Timestamp
	invitedBy: string | null
	expiresAt: Timestamp
	acceptedAt: Timestamp | null
}

export interface AwardTable {
	id: string
	reference: string
	kind: string
	projectId: string | null
	callId: string | null
	applicationId: string | null
	organisationId: string | null
	accountId: string | null
	personName: string | null
	amountCents: Generated<number>
	expertDays: string | null
	terms: ColumnType<unknown, string | undefined, string>
	status: string
	awardedBy: string | null
	awardedAt: Timestamp
	closedAt: Timestamp | null
	version: Generated<number>
	alertedAt: Timestamp | null
}

export interface BankAccountTable {
	id: string
	awardId: string
	iban: string
	holder: string
	givenAt: Timestamp
	givenBy: string | null
	confirmedAt: Timestamp | null
	confirmedBy: string | null
	channel: string | null
	replacedAt: Timestamp | null
}

export interface BounceTable {
	id: string
	campaignId: string
	subscriberId: string
	kind: string
	status: string | null
	diagnostic: string | null
	receivedAt: Timestamp
}

export interface BudgetLineTable {
	id: string
	versionId: string
	side: string
	category: string
	label: string
	plannedCents: number
	inKind: Generated<boolean>
	position: number
	original: ColumnType<unknown | null, string | null | undefined, string | null>
}

export interface BudgetVersionTable {
	id: string
	awardId: string
	number: number
	frozenAt: Timestamp | null
	tolerance: ColumnType<unknown, string | undefined, string>
	createdAt: Timestamp
}

export interface CalendarKeyTable {
	accountId: string
	number: Generated<number>
	tokenDigest: string | null
	madeAt: Timestamp
}

export interface CallTable {
	id: string
	reference: string
	kind: string
	service: string
	template: string | null
	copiedFrom: string | null
	title: ColumnType<unknown, string, string>
	summary: ColumnType<unknown, string | undefined, string>
	text: ColumnType<unknown, string | undefined, string>
	priorities: Generated<string[]>
	themes: Generated<string[]>
	countries: Generated<string[]>
	applicant: string
	kinds: Generated<string[]>
	opensAt: Timestamp | null
	closesAt: Timestamp | null
	committeeOn: string | null
	noticeOn: string | null
	rules: ColumnType<unknown, string | undefined, string>
	blind: Generated<boolean>
	evaluatorsEach: Generated<number>
	mostPerApplicant: Generated<number>
	tieRule: ColumnType<unknown, string | undefined, string>
	status: string
	publishedAt: Timestamp | null
	publishedBy: string | null
	openedAt: Timestamp | null
	openedBy: string | null
	decidedAt: Timestamp | null
	decidedBy: string | null
	announcedAt: Timestamp | null
	cancelReason: string | null
	seedCommitment: string | null
	seedSource: ColumnType<unknown, string | undefined, string>
	seed: string | null
	version: Generated<number>
	createdAt: Timestamp
	createdBy: string | null
	updatedAt: Timestamp
	shareReviews: Generated<boolean>
	disclosedAt: Timestamp | null
	services: Generated<string[]>
	reserved: Generated<boolean>
}

export interface CallDocumentTable {
	id: string
	callId: string
	fileId: string
	title: ColumnType<unknown, string, string>
	position: number
}

export interface CallRecordTable {
	callId: string
	document: ColumnType<unknown, string, string>
	publishedAt: Timestamp
}

export interface CampaignTable {
	id: string
	kind: string
	service: string
	subject: ColumnType<unknown, string, string>
	body: ColumnType<unknown, string | undefined, string>
	segment: ColumnType<unknown, string | undefined, string>
	status: string
	public: Generated<boolean>
	startedAt: Timestamp | null
	endedAt: Timestamp | null
	version: Generated<number>
	createdAt: Timestamp
	createdBy: string | null
	updatedAt: Timestamp
	preheader: ColumnType<unknown, string | undefined, string>
	testedVersion: number | null
	submittedAt: Timestamp | null
	submittedBy: string | null
	returnReason: string | null
	approvedAt: Timestamp | null
	approvedBy: string | null
	sendAt: Timestamp | null
	jobId: string | null
	figures: ColumnType<unknown, string | undefined, string>
}

export interface CampaignLetterTable {
	campaignId: string
	subscriberId: string
	locale: string
	status: string
	sentAt: Timestamp | null
	error: string | null
	runId: string | null
	attempts: Generated<number>
	retryAt: Timestamp | null
}

export interface CertificateTable {
	id: string
	registrationId: string
	code: string
	halfDays: number
	fileId: string | null
	issuedAt: Timestamp
	revokedAt: Timestamp | null
}

export interface ClaimTable {
	id: string
	organisationId: string
	accountId: string
	function: string
	message: Generated<string>
	status: string
	reason: string | null
	askedAt: Timestamp
	decidedAt: Timestamp | null
	decidedBy: string | null
}

export interface ClosedDayTable {
	id: string
	country: string
	day: string
	name: ColumnType<Localized, string, string>
	createdAt: Timestamp
}

export interface CommitmentTable {
	id: string
	eventId: string
	kind: string
	text: string
	who: Generated<string>
	organisationId: string | null
	dueOn: string | null
	doneOn: string | null
	note: Generated<string>
	became: string | null
	followedUp: Generated<number>
	position: Generated<number>
}

export interface ConflictTable {
	id: string
	applicationId: string
	evaluatorId: string
	source: string
	reason: string
	note: Generated<string>
	liftedAt: Timestamp | null
	liftedBy: string | null
	liftReason: string | null
	foundAt: Timestamp
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

export interface ConsentFigureTable {
	kind: string | null
	standing: number | null
	withdrawn: number | null
	lastGivenAt: Timestamp | null
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
	lastUsedAt: Timestamp | null
}

export interface CriterionTable {
	id: string
	callId: string
	position: number
	title: ColumnType<unknown, string, string>
	text: ColumnType<unknown, string | undefined, string>
	weight: number
	scaleMin: Generated<number>
	scaleMax: Generated<number>
	threshold: number | null
	commentRequired: Generated<boolean>
	justifyExtremes: Generated<boolean>
}

export interface DataBreachTable {
	id: string
	reference: string
	noticedAt: Timestamp
	what: string
	measures: Generated<string>
	people: number | null
	risk: string
	authorityToldAt: Timestamp | null
	peopleToldAt: Timestamp | null
	recordedAt: Timestamp
	recordedBy: string | null
	version: Generated<number>
}

export interface DataRequestTable {
	id: string
	reference: string
	kind: string
	name: Generated<string>
	email: string | null
	text: Generated<string>
	receivedOn: string
	dueOn: string
	extended: string | null
	status: string
	answer: Generated<string>
	figures: ColumnType<unknown, string | undefined, string>
	recordedAt: Timestamp
	recordedBy: string | null
	closedAt: Timestamp | null
	closedBy: string | null
}

export interface DelegationTable {
	id: string
	eventId: string
	organisationId: string | null
	name: string
	headId: string | null
	createdAt: Timestamp
}

export interface DirectoryBlockTable {
	facet: string
	block: number
	members: string
}

export interface DirectoryEntryTable {
	no: GeneratedAlways<number>
	organisationId: string
	sortKey: string
	facets: string[]
	lexemes: string
}

export interface DuplicateTable {
	subject: string
	oneId: string
	otherId: string
	score: number
	reasons: string[]
	status: string
	foundAt: Timestamp
	decidedAt: Timestamp | null
	decidedBy: string | null
}

export interface EvaluatorTable {
	id: string
	callId: string
	accountId: string
	number: number
	most: Generated<number>
	lots: Generated<string[]>
	declaredAt: Timestamp | null
	withdrawnAt: Timestamp | null
	addedAt: Timestamp
	addedBy: string | null
}

export interface EventTable {
	id: string
	reference: string
	kind: string
	service: string
	services: Generated<string[]>
	title: ColumnType<unknown, string, string>
	summary: ColumnType<unknown, string | undefined, string>
	text: ColumnType<unknown, string | undefined, string>
	priorities: Generated<string[]>
	themes: Generated<string[]>
	territory: string | null
	place: ColumnType<unknown, string | undefined, string>
	address: string | null
	lat: number | null
	lon: number | null
	onlineUrl: string | null
	format: string
	startsAt: Timestamp
	endsAt: Timestamp
	zone: string
	languages: Generated<string[]>
	interpretation: Generated<string[]>
	registration: string
	opensAt: Timestamp | null
	closesAt: Timestamp | null
	form: ColumnType<unknown | null, string | null | undefined, string | null>
	secondForm: ColumnType<unknown | null, string | null | undefined, string | null>
	attendeesPublic: Generated<boolean>
	status: string
	cancelReason: ColumnType<unknown, string | undefined, string>
	sequence: Generated<number>
	notified: Generated<number>
	changedAt: Timestamp | null
	version: Generated<number>
	publishedAt: Timestamp | null
	createdAt: Timestamp
	createdBy: string | null
	updatedAt: Timestamp
	reserved: Generated<boolean>
}

export interface EventDocumentTable {
	id: string
	eventId: string
	fileId: string
	title: ColumnType<unknown, string, string>
	kind: Generated<string>
	public: Generated<boolean>
	addedAt: Timestamp
}

export interface EventInvitationTable {
	id: string
	eventId: string
	email: string
	name: Generated<string>
	locale: string
	categoryId: string | null
	tokenDigest: string
	sentAt: Timestamp
	answeredAt: Timestamp | null
}

export interface EventPartnerTable {
	eventId: string
	organisationId: string
	role: string
}

export interface EventSessionTable {
	id: string
	eventId: string
	title: ColumnType<unknown, string, string>
	text: ColumnType<unknown, string | undefined, string>
	track: Generated<string>
	room: Generated<string>
	startsAt: Timestamp
	endsAt: Timestamp
	language: string | null
	position: Generated<number>
}

export interface ExchangeBlockTable {
	organisationId: string
	blockedId: string
	madeAt: Timestamp
	madeBy: string | null
}

export interface ExpenseTable {
	id: string
	reportId: string
	lineId: string
	label: string
	supplier: Generated<string>
	voucher: Generated<string>
	spentOn: string | null
	amountCents: number
	original: ColumnType<unknown | null, string | null | undefined, string | null>
	fileId: string | null
	acceptedCents: number | null
	deduction: string | null
	position: Generated<number>
	deductionNote: Generated<string>
	request: string | null
}

export interface FeaturedTable {
	position: number
	item: string
}

export interface FigureFactTable {
	kind: string | null
	id: string | null
	year: number | null
	services: string[] | null
	priorities: string[] | null
	themes: string[] | null
	places: string[] | null
	category: string | null
	detail: string | null
	n: number | null
	m: number | null
	o: number | null
	country: string | null
}

export interface FigureRefreshTable {
	id: number
	refreshedAt: Timestamp
}

export interface FilingTable {
	id: string
	applicationId: string
	number: number
	answers: ColumnType<unknown, string, string>
	files: ColumnType<unknown, string | undefined, string>
	digest: string
	salt: string
	filedAt: Timestamp
	filedBy: string | null
	late: Generated<boolean>
	requestKey: string
	receiptId: string | null
}

export interface FinancingPlanTable {
	id: string
	accountId: string
	organisationId: string | null
	projectId: string | null
	title: string
	input: ColumnType<unknown, string, string>
	result: ColumnType<unknown | null, string | null | undefined, string | null>
	version: Generated<number>
	createdAt: Timestamp
	updatedAt: Timestamp
}

export interface FormVersionTable {
	id: string
	callId: string
	number: number
	definition: ColumnType<unknown, string, string>
	publishedAt: Timestamp | null
	createdAt: Timestamp
	createdBy: string | null
}

export interface FundingBlockTable {
	facet: string
	block: number
	members: string
}

export interface FundingEntryTable {
	no: GeneratedAlways<number>
	opportunityId: string
	sortKey: string
	facets: string[]
	lexemes: string
}

export interface FundingFetchTable {
	id: string
	source: string
	at: Timestamp
	status: string
	read: Generated<number>
	added: Generated<number>
	changed: Generated<number>
	gone: Generated<number>
	errors: ColumnType<unknown, string | undefined, string>
}

export interface FundingSourceTable {
	key: string
	kind: string
	name: ColumnType<unknown, string, string>
	url: string | null
	settings: ColumnType<unknown, string | undefined, string>
	enabled: Generated<boolean>
	etag: string | null
	lastModified: string | null
	lastTryAt: Timestamp | null
	lastGoodAt: Timestamp | null
	failures: Generated<number>
	lastError: string | null
	nextAt: Timestamp | null
}

export interface ImportBatchTable {
	id: string
	subject: string
	fileId: string | null
	name: string
	mapping: ColumnType<unknown, string | undefined, string>
	headings: ColumnType<unknown, string | undefined, string>
	format: ColumnType<unknown, string | undefined, string>
	status: string
	figures: ColumnType<unknown, string | undefined, string>
	error: string | null
	jobId: string | null
	createdAt: Timestamp
	createdBy: string | null
	doneAt: Timestamp | null
	options: ColumnType<unknown, string | undefined, string>
}

export interface ImportMappingTable {
	digest: string
	mapping: ColumnType<unknown, string, string>
	usedAt: Timestamp
}

export interface ImportRowTable {
	batchId: string
	rowNo: number
	cells: ColumnType<unknown, string, string>
	entry: ColumnType<unknown | null, string | null | undefined, string | null>
	problems: ColumnType<unknown, string | undefined, string>
	outcome: string | null
	matchId: string | null
	score: number | null
	decision: string | null
	writtenId: string | null
	entryId: string | null
	matchRow: number | null
	reasons: Generated<string[]>
}

export interface IndicatorTable {
	id: string
	projectId: string
	key: string | null
	title: ColumnType<unknown, string, string>
	unit: Generated<string>
	method: Generated<string>
	baseline: string | null
	target: string | null
	actual: string | null
	people: Generated<boolean>
	measuredOn: string | null
	position: Generated<number>
}

export interface InstalmentTable {
	id: string
	awardId: string
	number: number
	kind: string
	amountCents: number
	condition: string
	dueOn: string | null
	status: string
	requestedAt: Timestamp | null
	requestedBy: string | null
	approvedAt: Timestamp | null
	approvedBy: string | null
	paidOn: string | null
	paidAt: Timestamp | null
	paidBy: string | null
	paymentReference: string | null
	iban: string | null
	note: Generated<string>
	version: Generated<number>
}

export interface IntroductionTable {
	id: string
	reference: string
	listingId: string | null
	fromOrganisation: string
	toOrganisation: string
	fromAccount: string | null
	toAccount: string | null
	askedBy: string | null
	byOfficer: Generated<boolean>
	message: string
	reasons: ColumnType<unknown, string | undefined, string>
	status: string
	fromAgreedAt: Timestamp | null
	toAgreedAt: Timestamp | null
	declineReason: string | null
	declineNote: string | null
	askedAt: Timestamp
	reminders: Generated<number>
	lapsesAt: Timestamp
	endedAt: Timestamp | null
	outcomeAskedAt: Timestamp | null
	veiled: Generated<boolean>
	endedBy: string | null
	noteShared: Generated<boolean>
}

export interface IntroductionMessageTable {
	id: string
	introductionId: string
	side: string
	authorId: string | null
	text: string
	sentAt: Timestamp
}

export interface IntroductionOutcomeTable {
	introductionId: string
	side: string
	outcome: string
	satisfaction: number
	note: Generated<string>
	saidAt: Timestamp
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

export interface LatePermissionTable {
	id: string
	applicationId: string
	until: Timestamp
	reason: string
	givenAt: Timestamp
	givenBy: string
}

export interface ListingTable {
	id: string
	reference: string
	side: string
	organisationId: string
	country: string
	accountId: string | null
	title: ColumnType<unknown, string, string>
	text: ColumnType<unknown, string | undefined, string>
	themes: Generated<string[]>
	kinds: Generated<string[]>
	territory: string | null
	periodFrom: string | null
	periodUntil: string | null
	languages: Generated<string[]>
	anonymous: Generated<boolean>
	status: string
	reason: string | null
	submittedAt: Timestamp | null
	publishedAt: Timestamp | null
	publishedBy: string | null
	expiresAt: Timestamp | null
	remindedAt: Timestamp | null
	renewed: Generated<number>
	version: Generated<number>
	createdAt: Timestamp
	updatedAt: Timestamp
}

export interface LotTable {
	id: string
	callId: string
	position: number
	title: ColumnType<unknown, string, string>
	text: ColumnType<unknown, string | undefined, string>
	envelopeCents: number | null
	places: number | null
	limits: ColumnType<unknown, string | undefined, string>
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

export interface MediaTable {
	id: string
	fileId: string
	sizes: ColumnType<unknown, string | undefined, string>
	width: number | null
	height: number | null
	alt: ColumnType<unknown, string | undefined, string>
	credit: Generated<string>
	name: string
	addedAt: Timestamp
	addedBy: string | null
}

export interface MembershipTable {
	id: string
	personId: string
	organisationId: string
	function: ColumnType<Localized, string | undefined, string>
	role: string
	since: string | null
	until: string | null
	createdAt: Timestamp
}

export interface MergeTable {
	id: string
	subject: string
	keptId: string
	goneId: string
	undo: ColumnType<unknown, string, string>
	mergedAt: Timestamp
	mergedBy: string | null
	undoneAt: Timestamp | null
	undoneBy: string | null
}

export interface MinutesTable {
	eventId: string
	text: ColumnType<unknown, string | undefined, string>
	publishedAt: Timestamp | null
	version: Generated<number>
	updatedAt: Timestamp
}

export interface NeedFigureTable {
	theme: string | null
	needs: number | null
	offers: number | null
	year: number | null
}

export interface NoteTable {
	id: string
	party: string
	partyId: string
	service: string
	shared: Generated<boolean>
	text: string
	writtenAt: Timestamp
	writtenBy: string | null
}

export interface OfficeCalendarKeyTable {
	accountId: string
	number: Generated<number>
	tokenDigest: string | null
	madeAt: Timestamp
}

export interface OpportunityTable {
	id: string
	reference: string
	source: string
	identifier: string
	joinedTo: string | null
	programme: string | null
	title: ColumnType<unknown, string, string>
	text: ColumnType<unknown, string | undefined, string>
	url: string | null
	budgetCents: number | null
	currency: Generated<string>
	rateMin: string | null
	rateMax: string | null
	opensAt: Timestamp | null
	closesAt: Timestamp | null
	deadlines: ColumnType<unknown, string | undefined, string>
	kinds: Generated<string[]>
	countries: Generated<string[]>
	territories: Generated<string[]>
	themes: Generated<string[]>
	rules: ColumnType<unknown, string | undefined, string>
	status: string
	keys: Generated<string[]>
	announced: ColumnType<unknown, string | undefined, string>
	unreadable: ColumnType<unknown, string | undefined, string>
	seenAt: Timestamp
	goneAt: Timestamp | null
	version: Generated<number>
	createdAt: Timestamp
	updatedAt: Timestamp
}

export interface OpportunityChangeTable {
	id: string
	opportunityId: string
	field: string
	before: ColumnType<unknown | null, string | null | undefined, string | null>
	after: ColumnType<unknown | null, string | null | undefined, string | null>
	foundAt: Timestamp
}

export interface OrganisationTable {
	id: string
	reference: string
	kind: string
	country: string
	name: ColumnType<Localized, string, string>
	latin: string | null
	acronyms: Generated<string[]>
	otherNames: Generated<string[]>
	place: string | null
	territory: string | null
	address: string | null
	lat: number | null
	lon: number | null
	website: string | null
	email: string | null
	phone: string | null
	size: string | null
	population: number | null
	description: ColumnType<Localized, string | undefined, string>
	expertise: ColumnType<Localized, string | undefined, string>
	themes: Generated<string[]>
	languages: Generated<string[]>
	visibility: ColumnType<unknown, string | undefined, string>
	status: string
	mergedInto: string | null
	verifiedAt: Timestamp | null
	verifiedBy: string | null
	source: string | null
	keys: Generated<string[]>
	sortKey: Generated<string>
	version: Generated<number>
	createdAt: Timestamp
	createdBy: string | null
	updatedAt: Timestamp
}

export interface OrganisationIdentifierTable {
	organisationId: string
	scheme: string
	value: string
}

export interface OrganisationLinkTable {
	id: string
	fromId: string
	toId: string
	kind: string
	since: string | null
}

export interface OutcomeTable {
	applicationId: string
	callId: string
	rank: number | null
	score: string | null
	byRank: string | null
	proposed: string | null
	amountCents: number | null
	departure: string | null
	reasons: ColumnType<unknown, string | undefined, string>
	discussedAt: Timestamp | null
	decided: string | null
	letterId: string | null
	letterSentAt: Timestamp | null
}

export interface OutsideGrantTable {
	id: string
	source: string
	identifier: string
	title: string
	recipient: string
	keys: Generated<string[]>
	funder: Generated<string>
	amountCents: number | null
	currency: string | null
	awardedOn: string | null
	country: string | null
	data: ColumnType<unknown, string | undefined, string>
	importedAt: Timestamp
	lat: number | null
	lon: number | null
}

export interface PanelTable {
	id: string
	callId: string
	heldOn: string | null
	place: Generated<string>
	minutes: Generated<string>
	openedAt: Timestamp
	closedAt: Timestamp | null
	closedBy: string | null
}

export interface PanelMemberTable {
	panelId: string
	accountId: string
	chair: Generated<boolean>
	present: Generated<boolean>
}

export interface PanelRecusalTable {
	panelId: string
	applicationId: string
	accountId: string
	reason: string
	recusedAt: Timestamp
}

export interface PartnerAddressTable {
	party: string | null
	partyId: string | null
	address: string | null
}

export interface PartnerThreadTable {
	party: string | null
	partyId: string | null
	kind: string | null
	id: string | null
	reference: string | null
	title: ColumnType<unknown | null, string | null | undefined, string | null>
	role: string | null
	state: string | null
	services: string[] | null
	reserved: boolean | null
	sealed: boolean | null
	at: Timestamp | null
	cents: number | null
	about: ColumnType<unknown | null, string | null | undefined, string | null>
	within: string | null
}

export interface PartnershipTable {
	oneId: string | null
	otherId: string | null
	projects: number | null
}

export interface PasskeyTable {
	id: string
	accountId: string
	credentialId: string
	publicKey: Buffer
	signCount: number
	transports: Generated<string[]>
	name: string
	createdAt: Timestamp
	lastUsedAt: Timestamp | null
}

export interface PersonTable {
	id: string
	accountId: string | null
	name: string
	latin: string | null
	country: string | null
	territory: string | null
	email: string | null
	phone: string | null
	function: ColumnType<Localized, string | undefined, string>
	expertise: ColumnType<Localized, string | undefined, string>
	themes: Generated<string[]>
	languages: Generated<string[]>
	isExpert: Generated<boolean>
	consentedOn: string | null
	visibility: ColumnType<unknown, string | undefined, string>
	awayFrom: string | null
	awayUntil: string | null
	status: string
	mergedInto: string | null
	keys: Generated<string[]>
	sortKey: Generated<string>
	version: Generated<number>
	createdAt: Timestamp
	createdBy: string | null
	updatedAt: Timestamp
	services: Generated<string[]>
	reserved: Generated<boolean>
}

export interface PlaceCategoryTable {
	id: string
	eventId: string
	title: ColumnType<unknown, string, string>
	capacity: number | null
	taken: Generated<number>
	nextRank: Generated<number>
	position: Generated<number>
}

export interface PlanObjectiveTable {
	id: string
	year: number
	title: ColumnType<unknown, string, string>
	measure: string
	priority: string | null
	target: number
	comment: ColumnType<unknown, string | undefined, string>
	position: Generated<number>
}

export interface PortfolioBlockTable {
	facet: string
	block: number
	members: string
}

export interface PortfolioEntryTable {
	no: GeneratedAlways<number>
	projectId: string
	sortKey: string
	facets: string[]
	lexemes: string
}

export interface PracticeTable {
	id: string
	reference: string
	title: ColumnType<unknown, string, string>
	problem: ColumnType<unknown, string | undefined, string>
	solution: ColumnType<unknown, string | undefined, string>
	actors: ColumnType<unknown, string | undefined, string>
	cost: ColumnType<unknown, string | undefined, string>
	results: ColumnType<unknown, string | undefined, string>
	conditions: ColumnType<unknown, string | undefined, string>
	organisationId: string | null
	accountId: string | null
	themes: Generated<string[]>
	priorities: Generated<string[]>
	territory: string | null
	eventId: string | null
	projectId: string | null
	status: string
	reason: string | null
	checkedAt: Timestamp | null
	checkedBy: string | null
	publishedAt: Timestamp | null
	publishedBy: string | null
	version: Generated<number>
	createdAt: Timestamp
	updatedAt: Timestamp
}

export interface ProjectTable {
	id: string
	reference: string
	service: string
	title: ColumnType<unknown, string, string>
	summary: ColumnType<unknown, string | undefined, string>
	objectives: ColumnType<unknown, string | undefined, string>
	story: ColumnType<unknown, string | undefined, string>
	priorities: Generated<string[]>
	themes: Generated<string[]>
	territories: Generated<string[]>
	startsOn: string | null
	endsOn: string | null
	status: string
	public: Generated<boolean>
	origin: string | null
	version: Generated<number>
	createdAt: Timestamp
	createdBy: string | null
	updatedAt: Timestamp
	publishedAt: Timestamp | null
	services: Generated<string[]>
	reserved: Generated<boolean>
}

export interface ProjectDocumentTable {
	id: string
	projectId: string
	fileId: string
	title: ColumnType<unknown, string, string>
	public: Generated<boolean>
	addedAt: Timestamp
}

export interface ProjectPartnerTable {
	projectId: string
	organisationId: string
	role: string
	position: Generated<number>
}

export interface QuestionnaireTable {
	id: string
	eventId: string
	title: ColumnType<unknown, string, string>
	definition: ColumnType<unknown, string, string>
	anonymous: boolean
	opensAt: Timestamp | null
	closesAt: Timestamp | null
	createdAt: Timestamp
}

export interface QuestionnaireAnswerTable {
	id: string
	questionnaireId: string
	registrationId: string | null
	answers: ColumnType<unknown, string, string>
}

export interface QuestionnaireInviteeTable {
	questionnaireId: string
	registrationId: string
	answered: Generated<boolean>
	reminders: Generated<number>
}

export interface RateLimitTable {
	key: string
	points: number
	expiresAt: Timestamp
}

export interface RecordCheckpointTable {
	size: number
	note: string
	at: Timestamp
}

export interface RecordLeafTable {
	no: number
	callId: string | null
	kind: string
	body: ColumnType<unknown, string, string>
	hash: string
	at: Timestamp
}

export interface RedirectTable {
	locale: string
	slug: string
	articleId: string
	madeAt: Timestamp
}

export interface ReferenceCounterTable {
	series: string
	year: number
	last: number
}

export interface RegistrationTable {
	id: string
	reference: string
	eventId: string
	categoryId: string | null
	delegationId: string | null
	accountId: string | null
	byAccount: string | null
	name: string
	email: string | null
	organisation: Generated<string>
	organisationId: string | null
	function: Generated<string>
	locale: string
	answers: ColumnType<unknown, string | undefined, string>
	secondAnswers: ColumnType<unknown | null, string | null | undefined, string | null>
	secondFilledAt: Timestamp | null
	listed: Generated<boolean>
	status: string
	rank: number | null
	tokenDigest: string | null
	registeredAt: Timestamp
	decidedAt: Timestamp | null
	decidedBy: string | null
	cancelledAt: Timestamp | null
	version: Generated<number>
	reason: Generated<string>
}

export interface RepaymentTable {
	id: string
	awardId: string
	amountCents: number
	reference: string
	receivedOn: string
	recordedAt: Timestamp
	recordedBy: string | null
}

export interface ReportTable {
	id: string
	awardId: string
	kind: string
	dueOn: string
	answers: ColumnType<unknown, string | undefined, string>
	status: string
	version: Generated<number>
	filedAt: Timestamp | null
	filedBy: string | null
	request: string | null
	reviewedAt: Timestamp | null
	reviewedBy: string | null
	acceptedCents: number | null
	deductedCents: Generated<number>
	reminders: Generated<number>
}

export interface ReportDraftTable {
	reportId: string
	version: number
	answers: ColumnType<unknown, string, string>
	savedAt: Timestamp
	savedBy: string | null
	reason: string
}

export interface RequirementTable {
	id: string
	callId: string
	position: number
	stage: string
	text: ColumnType<unknown, string, string>
	rule: ColumnType<unknown | null, string | null | undefined, string | null>
	rejects: boolean
}

export interface RequirementCheckTable {
	applicationId: string
	requirementId: string
	result: string
	automatic: boolean
	note: Generated<string>
	checkedAt: Timestamp
	checkedBy: string | null
}

export interface RetentionRunTable {
	id: string
	rule: string
	before: Timestamp
	gone: number
	ranAt: Timestamp
}

export interface ReviewTable {
	id: string
	applicationId: string
	evaluatorId: string
	runId: string | null
	scores: ColumnType<unknown, string | undefined, string>
	comment: Generated<string>
	status: string
	salt: string | null
	commitment: string | null
	version: Generated<number>
	assignedAt: Timestamp
	submittedAt: Timestamp | null
	remarksSalt: string | null
	recusedAt: Timestamp | null
	recuseReason: string | null
	remindedAt: Timestamp | null
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

export interface SessionSpeakerTable {
	sessionId: string
	speakerId: string
}

export interface SignatureTable {
	id: string
	agreementId: string
	side: string
	accountId: string | null
	name: string
	function: Generated<string>
	method: string
	fileId: string | null
	digest: string
	evidence: ColumnType<unknown, string | undefined, string>
	signedAt: Timestamp
}

export interface SignatureCodeTable {
	agreementId: string
	accountId: string
	codeDigest: string
	attempts: Generated<number>
	expiresAt: Timestamp
}

export interface SpeakerTable {
	id: string
	eventId: string
	personId: string | null
	name: string
	function: ColumnType<unknown, string | undefined, string>
	email: string | null
	position: Generated<number>
}

export interface StayTable {
	id: string
	awardId: string
	hostId: string | null
	personId: string | null
	terms: ColumnType<unknown, string | undefined, string>
	startsOn: string
	endsOn: string
	days: string | null
	confirmedAt: Timestamp | null
	confirmedBy: string | null
	doneAt: Timestamp | null
}

export interface StopTable {
	id: string
	eventId: string
	kind: string
	title: ColumnType<unknown, string, string>
	text: ColumnType<unknown, string | undefined, string>
	place: Generated<string>
	address: Generated<string>
	hostId: string | null
	contact: Generated<string>
	interpreter: Generated<string>
	language: string | null
	startsAt: Timestamp
	endsAt: Timestamp
	zone: string
	transport: Generated<string>
	position: Generated<number>
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

export interface SubscriberTable {
	id: string
	email: string
	accountId: string | null
	locale: string
	organisationKind: string | null
	territory: string | null
	themes: Generated<string[]>
	stoppedAt: Timestamp | null
	stopReason: string | null
	createdAt: Timestamp
}

export interface SubscriptionTable {
	id: string
	subscriberId: string
	kind: string
	askedAt: Timestamp
	givenAt: Timestamp
	wording: string
	locale: string
	source: string
	endedAt: Timestamp | null
	endedBy: string | null
}

export interface SubscriptionRequestTable {
	id: string
	email: string
	locale: string
	kinds: string[]
	organisationKind: string | null
	territory: string | null
	themes: Generated<string[]>
	askedAt: Timestamp
	expiresAt: Timestamp
	confirmedAt: Timestamp | null
}

export interface SuggestionMarkTable {
	id: string
	subject: string
	target: string
	mark: string
	note: Generated<string>
	said: ColumnType<unknown, string | undefined, string>
	madeAt: Timestamp
	madeBy: string | null
}

export interface TaskTable {
	id: string
	service: string
	title: string
	text: Generated<string>
	dueOn: string | null
	assigneeId: string | null
	about: string | null
	reserved: Generated<boolean>
	version: Generated<number>
	createdAt: Timestamp
	createdBy: string | null
	doneAt: Timestamp | null
	doneBy: string | null
}

export interface TerritoryPathTable {
	code: string
	path: string[]
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

export interface VisitTable {
	eventId: string
	reform: ColumnType<unknown, string | undefined, string>
	objectives: ColumnType<unknown, string | undefined, string>
	questions: ColumnType<unknown, string | undefined, string>
	wantedHosts: Generated<string>
	wantedDates: Generated<string>
	askedBy: string | null
	organisationId: string | null
	status: string
	answer: string | null
	debrief: ColumnType<unknown, string | undefined, string>
	debriefedAt: Timestamp | null
}

export interface VisitCostTable {
	id: string
	eventId: string
	category: string
	label: Generated<string>
	payer: string
	plannedCents: number
	actualCents: number | null
	position: Generated<number>
}

export interface WatchTable {
	id: string
	accountId: string
	name: string
	filters: ColumnType<unknown, string | undefined, string>
	rhythm: string
	stopDigest: string
	lookedAt: Timestamp | null
	stoppedAt: Timestamp | null
	createdAt: Timestamp
}

export interface YearlyReportTable {
	id: string
	year: number
	status: string
	reference: string | null
	texts: ColumnType<unknown, string | undefined, string>
	stories: Generated<string[]>
	frozen: ColumnType<unknown | null, string | null | undefined, string | null>
	digest: string | null
	fileId: string | null
	version: Generated<number>
	createdAt: Timestamp
	updatedAt: Timestamp
	publishedAt: Timestamp | null
	publishedBy: string | null
}

export interface DB {
	abuseReport: AbuseReportTable
	account: AccountTable
	activity: ActivityTable
	agreement: AgreementTable
	alumnus: AlumnusTable
	application: ApplicationTable
	applicationAuthor: ApplicationAuthorTable
	applicationDraft: ApplicationDraftTable
	applicationFile: ApplicationFileTable
	applicationMessage: ApplicationMessageTable
	article: ArticleTable
	articleRevision: ArticleRevisionTable
	articleText: ArticleTextTable
	assignmentRun: AssignmentRunTable
	attendance: AttendanceTable
	auditEvent: AuditEventTable
	authorInvitation: AuthorInvitationTable
	award: AwardTable
	bankAccount: BankAccountTable
	bounce: BounceTable
	budgetLine: BudgetLineTable
	budgetVersion: BudgetVersionTable
	calendarKey: CalendarKeyTable
	call: CallTable
	callDocument: CallDocumentTable
	callRecord: CallRecordTable
	campaign: CampaignTable
	campaignLetter: CampaignLetterTable
	certificate: CertificateTable
	claim: ClaimTable
	closedDay: ClosedDayTable
	commitment: CommitmentTable
	conflict: ConflictTable
	consent: ConsentTable
	consentFigure: ConsentFigureTable
	contactMessage: ContactMessageTable
	credential: CredentialTable
	criterion: CriterionTable
	dataBreach: DataBreachTable
	dataRequest: DataRequestTable
	delegation: DelegationTable
	directoryBlock: DirectoryBlockTable
	directoryEntry: DirectoryEntryTable
	duplicate: DuplicateTable
	evaluator: EvaluatorTable
	event: EventTable
	eventDocument: EventDocumentTable
	eventInvitation: EventInvitationTable
	eventPartner: EventPartnerTable
	eventSession: EventSessionTable
	exchangeBlock: ExchangeBlockTable
	expense: ExpenseTable
	featured: FeaturedTable
	figureFact: FigureFactTable
	figureRefresh: FigureRefreshTable
	filing: FilingTable
	financingPlan: FinancingPlanTable
	formVersion: FormVersionTable
	fundingBlock: FundingBlockTable
	fundingEntry: FundingEntryTable
	fundingFetch: FundingFetchTable
	fundingSource: FundingSourceTable
	importBatch: ImportBatchTable
	importMapping: ImportMappingTable
	importRow: ImportRowTable
	indicator: IndicatorTable
	instalment: InstalmentTable
	introduction: IntroductionTable
	introductionMessage: IntroductionMessageTable
	introductionOutcome: IntroductionOutcomeTable
	invitation: InvitationTable
	jobProgress: JobProgressTable
	knownAddress: KnownAddressTable
	latePermission: LatePermissionTable
	listing: ListingTable
	lot: LotTable
	mail: MailTable
	mailAttachment: MailAttachmentTable
	media: MediaTable
	membership: MembershipTable
	merge: MergeTable
	minutes: MinutesTable
	needFigure: NeedFigureTable
	note: NoteTable
	officeCalendarKey: OfficeCalendarKeyTable
	opportunity: OpportunityTable
	opportunityChange: OpportunityChangeTable
	organisation: OrganisationTable
	organisationIdentifier: OrganisationIdentifierTable
	organisationLink: OrganisationLinkTable
	outcome: OutcomeTable
	outsideGrant: OutsideGrantTable
	panel: PanelTable
	panelMember: PanelMemberTable
	panelRecusal: PanelRecusalTable
	partnerAddress: PartnerAddressTable
	partnerThread: PartnerThreadTable
	partnership: PartnershipTable
	passkey: PasskeyTable
	person: PersonTable
	placeCategory: PlaceCategoryTable
	planObjective: PlanObjectiveTable
	portfolioBlock: PortfolioBlockTable
	portfolioEntry: PortfolioEntryTable
	practice: PracticeTable
	project: ProjectTable
	projectDocument: ProjectDocumentTable
	projectPartner: ProjectPartnerTable
	questionnaire: QuestionnaireTable
	questionnaireAnswer: QuestionnaireAnswerTable
	questionnaireInvitee: QuestionnaireInviteeTable
	rateLimit: RateLimitTable
	recordCheckpoint: RecordCheckpointTable
	recordLeaf: RecordLeafTable
	redirect: RedirectTable
	referenceCounter: ReferenceCounterTable
	registration: RegistrationTable
	repayment: RepaymentTable
	report: ReportTable
	reportDraft: ReportDraftTable
	requirement: RequirementTable
	requirementCheck: RequirementCheckTable
	retentionRun: RetentionRunTable
	review: ReviewTable
	roleGrant: RoleGrantTable
	searchItem: SearchItemTable
	searchWord: SearchWordTable
	secondFactor: SecondFactorTable
	session: SessionTable
	sessionSpeaker: SessionSpeakerTable
	signature: SignatureTable
	signatureCode: SignatureCodeTable
	speaker: SpeakerTable
	stay: StayTable
	stop: StopTable
	storedFile: StoredFileTable
	subscriber: SubscriberTable
	subscription: SubscriptionTable
	subscriptionRequest: SubscriptionRequestTable
	suggestionMark: SuggestionMarkTable
	task: TaskTable
	territoryPath: TerritoryPathTable
	verification: VerificationTable
	visit: VisitTable
	visitCost: VisitCostTable
	watch: WatchTable
	yearlyReport: YearlyReportTable
}
