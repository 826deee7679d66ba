-- Conferences, seminars, meetings, study visits, and what comes of them.

create table event (
	id            uuid        constraint event_pk primary key,
	reference     text        not null constraint event_reference_unique unique,
	kind          text        not null constraint event_kind_check
		check (kind in ('conference', 'seminar', 'workshop', 'meeting', 'study-visit', 'ceremony')),
	service       text        not null,
	services      text[]      not null default '{}',
	title         jsonb       not null constraint event_title_check check (title <> '{}'),
	summary       jsonb       not null default '{}',
	text          jsonb       not null default '{}',
	priorities    text[]      not null default '{}',
	themes        text[]      not null default '{}',
	territory     text,
	place         jsonb       not null default '{}',
	address       text,
	lat           real,
	lon           real,
	online_url    text,
	format        text        not null constraint event_format_check check (format in ('place', 'online', 'both')),
	starts_at     timestamptz not null,
	ends_at       timestamptz not null,
	zone          text        not null,
	languages     text[]      not null default '{}',
	-- Pairs interpreted: fr-bg, …
	interpretation text[]     not null default '{}',
	registration  text        not null constraint event_registration_check check (registration in ('none', 'open', 'moderated', 'invitation')),
	opens_at      timestamptz,
	closes_at     timestamptz,
	-- Second form, after the place is given: travel, diet, access; forgotten soon after the event.
	form          jsonb,
	second_form   jsonb,
	attendees_public boolean  not null default false,
	status        text        not null constraint event_status_check check (status in ('draft', 'published', 'cancelled', 'done')),
	cancel_reason jsonb       not null default '{}',
	-- SEQUENCE of the calendar entry: one more at every change that guests must know.
	sequence      int         not null default 0,
	-- The last of those changes that guests were written to about.
	notified      int         not null default 0,
	changed_at    timestamptz,
	version       int         not null default 1,
	published_at  timestamptz,
	created_at    timestamptz not null,
	created_by    uuid        constraint event_created_by_fk references account on delete set null,
	updated_at    timestamptz not null,
	constraint event_dates_check check (ends_at >= starts_at)
);
create index event_public on event (starts_at, id) where status in ('published', 'done', 'cancelled');
create index event_status on event (status, starts_at desc, id desc);

create table event_partner (
	event_id        uuid not null constraint event_partner_event_fk references event on delete cascade,
	organisation_id uuid not null constraint event_partner_organisation_fk references organisation,
	role            text not null constraint event_partner_role_check check (role in ('organiser', 'partner', 'host', 'speaker')),
	constraint event_partner_pk primary key (event_id, organisation_id, role)
);
create index event_partner_organisation on event_partner (organisation_id);

create table event_document (
	id       uuid        constraint event_document_pk primary key,
	event_id uuid        not null constraint event_document_event_fk references event on delete cascade,
	file_id  uuid        not null constraint event_document_file_fk references stored_file,
	title    jsonb       not null constraint event_document_title_check check (title <> '{}'),
	-- programme, slides, minutes, proceedings, photograph, other
	kind     text        not null default 'other',
	public   boolean     not null default false,
	added_at timestamptz not null
);
create index event_document_event on event_document (event_id, added_at);

-- Capacity by category; `taken` is counted under the row's lock so that it is exact under load.
create table place_category (
	id       uuid  constraint place_category_pk primary key,
	event_id uuid  not null constraint place_category_event_fk references event on delete cascade,
	title    jsonb not null constraint place_category_title_check check (title <> '{}'),
	capacity int   constraint place_category_capacity_check check (capacity >= 0),
	taken    int   not null default 0 constraint place_category_taken_check check (taken >= 0),
	-- Next rank of the waiting list.
	next_rank int  not null default 1,
	position int   not null default 0,
	constraint place_category_full_check check (capacity is null or taken <= capacity)
);
create index place_category_event on place_category (event_id, position);

create table event_session (
	id         uuid        constraint event_session_pk primary key,
	event_id   uuid        not null constraint event_session_event_fk references event on delete cascade,
	title      jsonb       not null constraint event_session_title_check check (title <> '{}'),
	text       jsonb       not null default '{}',
	track      text        not null default '',
	room       text        not null default '',
	starts_at  timestamptz not null,
	ends_at    timestamptz not null,
	language   text,
	position   int         not null default 0,
	constraint event_session_dates_check check (ends_at >= starts_at)
);
create index event_session_event on event_session (event_id, starts_at, position);

-- Speakers need no account.
create table speaker (
	id         uuid  constraint speaker_pk primary key,
	event_id   uuid  not null constraint speaker_event_fk references event on delete cascade,
	person_id  uuid  constraint speaker_person_fk references person on delete set null,
	name       text  not null constraint speaker_name_check check (char_length(name) between 1 and 200),
	function   jsonb not null default '{}',
	email      citext,
	position   int   not null default 0
);
create index speaker_event on speaker (event_id, position);

create table session_speaker (
	session_id uuid not null constraint session_speaker_session_fk references event_session on delete cascade,
	speaker_id uuid not null constraint session_speaker_speaker_fk references speaker on delete cascade,
	constraint session_speaker_pk primary key (session_id, speaker_id)
);

create table delegation (
	id              uuid        constraint delegation_pk primary key,
	event_id        uuid        not null constraint delegation_event_fk references event on delete cascade,
	organisation_id uuid        constraint delegation_organisation_fk references organisation,
	name            text        not null,
	head_id         uuid        constraint delegation_head_fk references account on delete set null,
	created_at      timestamptz not null
);
create index delegation_event on delegation (event_id);
create index delegation_head on delegation (head_id);

create table registration (
	id              uuid        constraint registration_pk primary key,
	-- Short, on the badge and in letters.
	reference       text        not null constraint registration_reference_unique unique,
	event_id        uuid        not null constraint registration_event_fk references event,
	category_id     uuid        constraint registration_category_fk references place_category,
	delegation_id   uuid        constraint registration_delegation_fk references delegation on delete set null,
	account_id      uuid        constraint registration_account_fk references account on delete set null,
	-- Who registered them, when it was a head of delegation or an officer.
	by_account      uuid        constraint registration_by_account_fk references account on delete set null,
	name            text        not null constraint registration_name_check check (char_length(name) between 1 and 200),
	email           citext,
	organisation    text        not null default '',
	organisation_id uuid        constraint registration_organisation_fk references organisation on delete set null,
	function        text        not null default '',
	locale          text        not null,
	answers         jsonb       not null default '{}',
	-- Travel, diet, access: deleted by the job thirty days after the event.
	second_answers  jsonb,
	second_filled_at timestamptz,
	listed          boolean     not null default false,
	status          text        not null constraint registration_status_check
		check (status in ('asked', 'accepted', 'waiting', 'refused', 'cancelled')),
	rank            int,
	-- A secret link for somebody without an account: only its digest.
	token_digest    text        constraint registration_token_unique unique,
	-- Signed content of the badge.
	badge           text        constraint registration_badge_unique unique,
	registered_at   timestamptz not null,
	decided_at      timestamptz,
	decided_by      uuid        constraint registration_decided_by_fk references account on delete set null,
	cancelled_at    timestamptz,
	version         int         not null default 1
);
create unique index registration_once_unique on registration (event_id, email) where status <> 'cancelled';
create index registration_event on registration (event_id, status, rank, id);
create index registration_account on registration (account_id, registered_at desc);
create index registration_delegation on registration (delegation_id);

create table event_invitation (
	id           uuid        constraint event_invitation_pk primary key,
	event_id     uuid        not null constraint event_invitation_event_fk references event on delete cascade,
	email        citext      not null,
	name         text        not null default '',
	locale       text        not null,
	category_id  uuid        constraint event_invitation_category_fk references place_category,
	token_digest text        not null constraint event_invitation_token_unique unique,
	sent_at      timestamptz not null,
	answered_at  timestamptz,
	constraint event_invitation_once_unique unique (event_id, email)
);

-- Half-days of attendance; `half` is the day and am or pm.
create table attendance (
	registration_id uuid        not null constraint attendance_registration_fk references registration on delete cascade,
	day             date        not null,
	half            text        not null constraint attendance_half_check check (half in ('am', 'pm')),
	scanned_at      timestamptz not null,
	synced_at       timestamptz not null,
	device          text        not null default '',
	by_account      uuid        constraint attendance_by_account_fk references account on delete set null,
	constraint attendance_pk primary key (registration_id, day, half)
);

create table certificate (
	id              uuid        constraint certificate_pk primary key,
	registration_id uuid        not null constraint certificate_registration_unique unique
		constraint certificate_registration_fk references registration on delete cascade,
	-- What anyone can type on the portal to check it.
	code            text        not null constraint certificate_code_unique unique,
	half_days       int         not null,
	file_id         uuid        constraint certificate_file_fk references stored_file on delete set null,
	issued_at       timestamptz not null,
	revoked_at      timestamptz
);

-- A study visit: what was asked, then the itinerary.
create table visit (
	event_id       uuid        constraint visit_pk primary key constraint visit_event_fk references event on delete cascade,
	reform         jsonb       not null default '{}',
	objectives     jsonb       not null default '{}',
	questions      jsonb       not null default '{}',
	wanted_hosts   text        not null default '',
	wanted_dates   text        not null default '',
	asked_by       uuid        constraint visit_asked_by_fk references account on delete set null,
	organisation_id uuid       constraint visit_organisation_fk references organisation,
	status         text        not null constraint visit_status_check check (status in ('asked', 'accepted', 'refused', 'planned', 'done')),
	answer         text,
	debrief        jsonb       not null default '{}',
	debriefed_at   timestamptz
);

create table stop (
	id              uuid        constraint stop_pk primary key,
	event_id        uuid        not null constraint stop_event_fk references event on delete cascade,
	kind            text        not null constraint stop_kind_check check (kind in ('meeting', 'visit', 'transfer', 'meal', 'hotel', 'protocol', 'free')),
	title           jsonb       not null constraint stop_title_check check (title <> '{}'),
	text            jsonb       not null default '{}',
	place           text        not null default '',
	address         text        not null default '',
	host_id         uuid        constraint stop_host_fk references organisation,
	-- Who receives, how to reach them, who interprets.
	contact         text        not null default '',
	interpreter     text        not null default '',
	language        text,
	starts_at       timestamptz not null,
	ends_at         timestamptz not null,
	zone            text        not null,
	transport       text        not null default '',
	position        int         not null default 0,
	constraint stop_dates_check check (ends_at >= starts_at)
);
create index stop_event on stop (event_id, starts_at, position);

create table visit_cost (
	id            uuid   constraint visit_cost_pk primary key,
	event_id      uuid   not null constraint visit_cost_event_fk references event on delete cascade,
	category      text   not null constraint visit_cost_category_check
		check (category in ('travel', 'lodging', 'local-transport', 'meals', 'per-diem', 'interpreting', 'other')),
	label         text   not null default '',
	-- Who bears it.
	payer         text   not null constraint visit_cost_payer_check check (payer in ('service', 'guest', 'host', 'other')),
	planned_cents bigint not null constraint visit_cost_planned_check check (planned_cents >= 0),
	actual_cents  bigint constraint visit_cost_actual_check check (actual_cents >= 0),
	position      int    not null default 0
);
create index visit_cost_event on visit_cost (event_id, position);

-- Who will do what by when: from a debrief or from minutes. Followed up at 3, 6 and 12 months.
create table commitment (
	id           uuid        constraint commitment_pk primary key,
	event_id     uuid        not null constraint commitment_event_fk references event on delete cascade,
	kind         text        not null constraint commitment_kind_check check (kind in ('decision', 'action', 'lesson')),
	text         text        not null constraint commitment_text_check check (char_length(text) between 1 and 2000),
	who          text        not null default '',
	organisation_id uuid     constraint commitment_organisation_fk references organisation on delete set null,
	due_on       date,
	done_on      date,
	note         text        not null default '',
	-- What it became: `project:<id>`, `introduction:<id>`, `practice:<id>`.
	became       text,
	followed_up  int         not null default 0,
	position     int         not null default 0
);
create index commitment_event on commitment (event_id, position);
create index commitment_due on commitment (due_on) where done_on is null;

create table questionnaire (
	id         uuid        constraint questionnaire_pk primary key,
	event_id   uuid        not null constraint questionnaire_event_fk references event on delete cascade,
	title      jsonb       not null constraint questionnaire_title_check check (title <> '{}'),
	definition jsonb       not null,
	anonymous  boolean     not null,
	opens_at   timestamptz,
	closes_at  timestamptz,
	created_at timestamptz not null
);
create index questionnaire_event on questionnaire (event_id);

-- Who has answered, apart from what: an anonymous answer cannot be joined to a name.
create table questionnaire_invitee (
	questionnaire_id uuid        not null constraint questionnaire_invitee_questionnaire_fk references questionnaire on delete cascade,
	registration_id  uuid        not null constraint questionnaire_invitee_registration_fk references registration on delete cascade,
	answered         boolean     not null default false,
	reminders        int         not null default 0,
	constraint questionnaire_invitee_pk primary key (questionnaire_id, registration_id)
);

create table questionnaire_answer (
	id               uuid  constraint questionnaire_answer_pk primary key,
	questionnaire_id uuid  not null constraint questionnaire_answer_questionnaire_fk references questionnaire on delete cascade,
	-- Null when anonymous; no instant either, which would betray who.
	registration_id  uuid  constraint questionnaire_answer_registration_fk references registration on delete set null,
	answers          jsonb not null
);
create index questionnaire_answer_questionnaire on questionnaire_answer (questionnaire_id);

-- Whose calendar has an address of its own; the address is made of the account, this number and the secret.
create table calendar_key (
	account_id   uuid        constraint calendar_key_pk primary key constraint calendar_key_account_fk references account on delete cascade,
	number       int         not null default 1,
	-- Null once it was withdrawn; the number stays, so that no earlier address is ever given again.
	token_digest text        constraint calendar_key_token_unique unique,
	made_at      timestamptz not null
);

create table minutes (
	event_id     uuid        constraint minutes_pk primary key constraint minutes_event_fk references event on delete cascade,
	text         jsonb       not null default '{}',
	published_at timestamptz,
	version      int         not null default 1,
	updated_at   timestamptz not null
);
