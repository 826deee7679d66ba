-- What was decided becomes a project that is followed to its results and shown. Amounts are cents of the programme's currency.

create table project (
	id            uuid        constraint project_pk primary key,
	reference     text        not null constraint project_reference_unique unique,
	service       text        not null,
	title         jsonb       not null constraint project_title_check check (title <> '{}'),
	summary       jsonb       not null default '{}',
	objectives    jsonb       not null default '{}',
	-- The story as it is told once there is one.
	story         jsonb       not null default '{}',
	priorities    text[]      not null default '{}',
	themes        text[]      not null default '{}',
	territories   text[]      not null default '{}',
	starts_on     date,
	ends_on       date,
	status        text        not null constraint project_status_check
		check (status in ('draft', 'preparing', 'running', 'completed', 'closed', 'stopped')),
	-- Shown on the portal.
	public        boolean     not null default false,
	-- What it was born from: `application:<id>`, `introduction:<id>`, `event:<id>`, or null when entered directly.
	origin        text        constraint project_origin_unique unique,
	version       int         not null default 1,
	created_at    timestamptz not null,
	created_by    uuid        constraint project_created_by_fk references account on delete set null,
	updated_at    timestamptz not null,
	published_at  timestamptz,
	constraint project_dates_check check (ends_on >= starts_on)
);
create index project_public on project (starts_on desc nulls last, id desc) where public;
create index project_status on project (status, updated_at desc, id desc);

create table project_partner (
	project_id      uuid not null constraint project_partner_project_fk references project on delete cascade,
	organisation_id uuid not null constraint project_partner_organisation_fk references organisation,
	-- `lead` carries it; `partner`, `host`, `expert`, `funder`.
	role            text not null constraint project_partner_role_check check (role in ('lead', 'partner', 'host', 'expert', 'funder')),
	position        int  not null default 0,
	constraint project_partner_pk primary key (project_id, organisation_id)
);
create index project_partner_organisation on project_partner (organisation_id);

-- What was planned and what was done, for the timeline.
create table activity (
	id         uuid        constraint activity_pk primary key,
	project_id uuid        not null constraint activity_project_fk references project on delete cascade,
	title      jsonb       not null constraint activity_title_check check (title <> '{}'),
	text       jsonb       not null default '{}',
	starts_on  date,
	ends_on    date,
	done       boolean     not null default false,
	public     boolean     not null default true,
	position   int         not null default 0
);
create index activity_project on activity (project_id, starts_on, position);

create table project_document (
	id         uuid        constraint project_document_pk primary key,
	project_id uuid        not null constraint project_document_project_fk references project on delete cascade,
	file_id    uuid        not null constraint project_document_file_fk references stored_file,
	title      jsonb       not null constraint project_document_title_check check (title <> '{}'),
	public     boolean     not null default false,
	added_at   timestamptz not null
);
create index project_document_project on project_document (project_id, added_at);

create table award (
	id              uuid        constraint award_pk primary key,
	reference       text        not null constraint award_reference_unique unique,
	kind            text        not null constraint award_kind_check check (kind in ('grant', 'scholarship', 'prize', 'support')),
	project_id      uuid        constraint award_project_fk references project,
	call_id         uuid        constraint award_call_fk references call,
	application_id  uuid        constraint award_application_unique unique constraint award_application_fk references application,
	organisation_id uuid        constraint award_organisation_fk references organisation,
	-- The person of a scholarship.
	account_id      uuid        constraint award_account_fk references account on delete set null,
	person_name     text,
	amount_cents    bigint      not null default 0 constraint award_amount_check check (amount_cents >= 0),
	-- Technical support is counted in days of experts.
	expert_days     numeric(6, 1) constraint award_expert_days_check check (expert_days >= 0),
	-- What is asked of the holder besides: coverage of a scholarship, nature of a prize.
	terms           jsonb       not null default '{}',
	status          text        not null constraint award_status_check
		check (status in ('awarded', 'accepted', 'declined', 'running', 'completed', 'closed', 'cancelled')),
	-- Whoever decided may not approve its payments.
	awarded_by      uuid        constraint award_awarded_by_fk references account on delete set null,
	awarded_at      timestamptz not null,
	closed_at       timestamptz,
	version         int         not null default 1
);
create index award_project on award (project_id);
create index award_organisation on award (organisation_id);
create index award_account on award (account_id);
create index award_status on award (kind, status, awarded_at desc, id desc);

create table agreement (
	id            uuid        constraint agreement_pk primary key,
	reference     text        not null constraint agreement_reference_unique unique,
	award_id      uuid        not null constraint agreement_award_fk references award,
	-- 0 is the agreement; an amendment is the next number with its own text.
	amendment     int         not null default 0,
	template      text        not null,
	-- What stands in it, as it was when it was made: parties, amounts, dates, articles in both languages.
	content       jsonb       not null,
	reason        text,
	file_id       uuid        constraint agreement_file_fk references stored_file,
	digest        text,
	status        text        not null constraint agreement_status_check check (status in ('draft', 'sent', 'signed', 'cancelled')),
	created_at    timestamptz not null,
	created_by    uuid        constraint agreement_created_by_fk references account on delete set null,
	sent_at       timestamptz,
	signed_at     timestamptz,
	constraint agreement_amendment_unique unique (award_id, amendment)
);
create index agreement_status on agreement (status, created_at desc, id desc);

create table signature (
	id           uuid        constraint signature_pk primary key,
	agreement_id uuid        not null constraint signature_agreement_fk references agreement on delete cascade,
	-- `service` or `holder`.
	side         text        not null constraint signature_side_check check (side in ('service', 'holder')),
	account_id   uuid        constraint signature_account_fk references account on delete set null,
	name         text        not null,
	function     text        not null default '',
	method       text        not null constraint signature_method_check check (method in ('system', 'file')),
	-- The signed scan, when it came as one.
	file_id      uuid        constraint signature_file_fk references stored_file,
	-- Digest of exactly what was signed, and how the person proved who they are.
	digest       text        not null,
	evidence     jsonb       not null default '{}',
	signed_at    timestamptz not null,
	constraint signature_side_unique unique (agreement_id, side)
);

create table signature_code (
	agreement_id uuid        not null constraint signature_code_agreement_fk references agreement on delete cascade,
	account_id   uuid        not null constraint signature_code_account_fk references account on delete cascade,
	code_digest  text        not null,
	attempts     int         not null default 0,
	expires_at   timestamptz not null,
	constraint signature_code_pk primary key (agreement_id, account_id)
);

-- The financing plan: expenses and sources, frozen when the agreement is signed; an amendment writes a new version.
create table budget_version (
	id         uuid        constraint budget_version_pk primary key,
	award_id   uuid        not null constraint budget_version_award_fk references award on delete cascade,
	number     int         not null,
	frozen_at  timestamptz,
	-- What may move without an amendment, in percent of a line, and the rate that must hold.
	tolerance  jsonb       not null default '{}',
	created_at timestamptz not null,
	constraint budget_version_number_unique unique (award_id, number)
);

create table budget_line (
	id            uuid   constraint budget_line_pk primary key,
	version_id    uuid   not null constraint budget_line_version_fk references budget_version on delete cascade,
	side          text   not null constraint budget_line_side_check check (side in ('expense', 'source')),
	-- Category of an expense, kind of a source.
	category      text   not null,
	label         text   not null,
	planned_cents bigint not null constraint budget_line_planned_check check (planned_cents >= 0),
	in_kind       boolean not null default false,
	position      int    not null
);
create index budget_line_version on budget_line (version_id, side, position);

create table instalment (
	id             uuid        constraint instalment_pk primary key,
	award_id       uuid        not null constraint instalment_award_fk references award,
	number         int         not null,
	kind           text        not null constraint instalment_kind_check check (kind in ('advance', 'interim', 'balance', 'allowance', 'prize')),
	amount_cents   bigint      not null constraint instalment_amount_check check (amount_cents > 0),
	-- What must be there first: signature, report accepted, a date.
	condition      text        not null constraint instalment_condition_check check (condition in ('signature', 'interim-report', 'final-report', 'stay-confirmed', 'date', 'none')),
	due_on         date,
	status         text        not null constraint instalment_status_check check (status in ('planned', 'requested', 'approved', 'paid', 'refused', 'cancelled')),
	requested_at   timestamptz,
	requested_by   uuid        constraint instalment_requested_by_fk references account on delete set null,
	approved_at    timestamptz,
	approved_by    uuid        constraint instalment_approved_by_fk references account on delete set null,
	paid_on        date,
	paid_at        timestamptz,
	paid_by        uuid        constraint instalment_paid_by_fk references account on delete set null,
	payment_reference text     constraint instalment_payment_reference_unique unique,
	iban           text,
	note           text        not null default '',
	version        int         not null default 1,
	constraint instalment_number_unique unique (award_id, number),
	constraint instalment_paid_check check (status <> 'paid' or (payment_reference is not null and paid_on is not null and approved_by is not null))
);
create index instalment_status on instalment (status, due_on);

-- Where money goes. A change waits until somebody has confirmed it by another way than the one it came by.
create table bank_account (
	id           uuid        constraint bank_account_pk primary key,
	award_id     uuid        not null constraint bank_account_award_fk references award on delete cascade,
	iban         text        not null,
	holder       text        not null,
	given_at     timestamptz not null,
	given_by     uuid        constraint bank_account_given_by_fk references account on delete set null,
	confirmed_at timestamptz,
	confirmed_by uuid        constraint bank_account_confirmed_by_fk references account on delete set null,
	channel      text        constraint bank_account_channel_check check (channel in ('telephone', 'meeting', 'letter', 'signature')),
	replaced_at  timestamptz
);
create unique index bank_account_standing_unique on bank_account (award_id) where confirmed_at is not null and replaced_at is null;
create index bank_account_award on bank_account (award_id, given_at desc);

create table report (
	id              uuid        constraint report_pk primary key,
	award_id        uuid        not null constraint report_award_fk references award,
	kind            text        not null constraint report_kind_check check (kind in ('interim', 'final', 'stay', 'mission')),
	due_on          date        not null,
	-- Narrative by question, and figures of beneficiaries.
	answers         jsonb       not null default '{}',
	status          text        not null constraint report_status_check check (status in ('due', 'draft', 'filed', 'returned', 'accepted')),
	version         int         not null default 0,
	filed_at        timestamptz,
	filed_by        uuid        constraint report_filed_by_fk references account on delete set null,
	-- What must be corrected, in the reader's words.
	request         text,
	reviewed_at     timestamptz,
	reviewed_by     uuid        constraint report_reviewed_by_fk references account on delete set null,
	accepted_cents  bigint,
	deducted_cents  bigint      not null default 0,
	reminders       int         not null default 0,
	constraint report_once_unique unique (award_id, kind, due_on)
);
create index report_status on report (status, due_on);

-- Vouchers, line by line: what was spent, with what proof, and how much of it is accepted.
create table expense (
	id             uuid        constraint expense_pk primary key,
	report_id      uuid        not null constraint expense_report_fk references report on delete cascade,
	line_id        uuid        not null constraint expense_line_fk references budget_line,
	label          text        not null,
	supplier       text        not null default '',
	voucher        text        not null default '',
	spent_on       date,
	amount_cents   bigint      not null constraint expense_amount_check check (amount_cents > 0),
	-- As it was paid, when in another currency.
	original       jsonb,
	file_id        uuid        constraint expense_file_fk references stored_file,
	accepted_cents bigint      constraint expense_accepted_check check (accepted_cents between 0 and amount_cents),
	deduction      text,
	position       int         not null default 0
);
create index expense_report on expense (report_id, position);
create index expense_line on expense (line_id);

create table indicator (
	id          uuid    constraint indicator_pk primary key,
	project_id  uuid    not null constraint indicator_project_fk references project on delete cascade,
	-- A key of the programme's indicators, which roll up by priority; null for the project's own.
	key         text,
	title       jsonb   not null constraint indicator_title_check check (title <> '{}'),
	unit        text    not null default '',
	method      text    not null default '',
	baseline    numeric,
	target      numeric,
	actual      numeric,
	-- Counts people: under ten it is not shown.
	people      boolean not null default false,
	measured_on date,
	position    int     not null default 0
);
create index indicator_project on indicator (project_id, position);
create index indicator_key on indicator (key) where key is not null;

-- A scholarship's stay, a mission of technical support: one row for the time spent there.
create table stay (
	id           uuid        constraint stay_pk primary key,
	award_id     uuid        not null constraint stay_award_fk references award on delete cascade,
	host_id      uuid        constraint stay_host_fk references organisation,
	-- For a mission: the expert who goes.
	person_id    uuid        constraint stay_person_fk references person,
	terms        jsonb       not null default '{}',
	starts_on    date        not null,
	ends_on      date        not null,
	days         numeric(6, 1),
	confirmed_at timestamptz,
	confirmed_by uuid        constraint stay_confirmed_by_fk references account on delete set null,
	done_at      timestamptz,
	constraint stay_dates_check check (ends_on >= starts_on)
);
create index stay_award on stay (award_id, starts_on);

create table alumnus (
	award_id   uuid        constraint alumnus_pk primary key constraint alumnus_award_fk references award on delete cascade,
	account_id uuid        constraint alumnus_account_fk references account on delete cascade,
	-- They agreed to be kept and written to.
	agreed_at  timestamptz not null,
	now        text        not null default '',
	withdrawn_at timestamptz
);

-- Grants published by others (360Giving, IATI): for the double-funding check and the map.
create table outside_grant (
	id           uuid        constraint outside_grant_pk primary key,
	source       text        not null,
	identifier   text        not null,
	title        text        not null,
	recipient    text        not null,
	-- Folded name and identifiers of the recipient, to be held against ours.
	keys         text[]      not null default '{}',
	funder       text        not null default '',
	amount_cents bigint,
	currency     text,
	awarded_on   date,
	country      text,
	data         jsonb       not null default '{}',
	imported_at  timestamptz not null,
	constraint outside_grant_identifier_unique unique (source, identifier)
);
create index outside_grant_keys on outside_grant using gin (keys) with (fastupdate = off);

-- The portfolio: public projects as the directory keeps listed organisations (docs/decisions/0008-directory.md), the latest
-- first. Written in the same transaction as the project (modules/projects, portfolio-rows.server.ts).
create table portfolio_entry (
	no         int    generated always as identity constraint portfolio_entry_pk primary key,
	-- No cascade: an entry that went by itself would leave its bit behind in portfolio_block.
	project_id uuid   not null constraint portfolio_entry_project_unique unique constraint portfolio_entry_project_fk references project,
	-- The later it began, the smaller.
	sort_key   text   collate "C" not null,
	-- r:priority, t:water, p:BG34 (its places and every one around them), c:FR, y:2026 (every year it ran), s:running, v:cit.
	facets     text[] not null,
	lexemes    tsvector not null
) with (toast_tuple_target = 128);
alter table portfolio_entry alter column lexemes set storage external;
create index portfolio_entry_listing on portfolio_entry (sort_key, no);
create index portfolio_entry_lexemes on portfolio_entry using gin (lexemes) with (fastupdate = off);

create table portfolio_block (
	facet   text      collate "C" not null,
	block   int       not null,
	members bit(1024) not null,
	constraint portfolio_block_pk primary key (facet, block)
);

create function portfolio_matches(wanted tsquery)
	returns table (no int, sort_key text)
	language sql stable rows 1000
	set enable_seqscan = off
	set jit = off
	set max_parallel_workers_per_gather = 0
	set work_mem = '16MB'
as $$
	select e.no, e.sort_key from portfolio_entry e where e.lexemes @@ wanted
$$;

create function portfolio_bits(wanted tsquery)
	returns table (block int, members bit(1024))
	language sql stable rows 100
	set enable_seqscan = off
	set jit = off
	set max_parallel_workers_per_gather = 0
	set work_mem = '16MB'
as $$
	select e.no / 1024, bit_or(set_bit(repeat('0', 1024)::bit(1024), e.no % 1024, 1))
	from portfolio_entry e where e.lexemes @@ wanted group by 1
$$;
