-- One engine for every selection: a call, what people file for it, who judges it, what was decided and how anyone can check it.

create table call (
	id              uuid        constraint call_pk primary key,
	reference       text        not null constraint call_reference_unique unique,
	kind            text        not null constraint call_kind_check check (kind in ('projects', 'scholarship', 'contest', 'places', 'support')),
	service         text        not null,
	-- Which of the templates it began with, and which call it was copied from.
	template        text,
	copied_from     uuid        constraint call_copied_from_fk references call on delete set null,
	title           jsonb       not null constraint call_title_check check (title <> '{}'),
	summary         jsonb       not null default '{}',
	text            jsonb       not null default '{}',
	priorities      text[]      not null default '{}',
	themes          text[]      not null default '{}',
	countries       text[]      not null default '{}',
	-- Whether an organisation files, or a person in their own name (scholarships).
	applicant       text        not null constraint call_applicant_check check (applicant in ('organisation', 'person')),
	kinds           text[]      not null default '{}',
	opens_at        timestamptz,
	closes_at       timestamptz,
	committee_on    date,
	notice_on       date,
	-- Co-financing: cents and rates; see the module's rules.
	rules           jsonb       not null default '{}',
	blind           boolean     not null default false,
	evaluators_each int         not null default 2 constraint call_evaluators_each_check check (evaluators_each between 1 and 10),
	most_per_applicant int      not null default 1 constraint call_most_per_applicant_check check (most_per_applicant between 1 and 100),
	-- The order that separates equal scores, published with the call.
	tie_rule        jsonb       not null default '["criteria", "seed"]',
	status          text        not null constraint call_status_check
		check (status in ('draft', 'published', 'closed', 'evaluation', 'panel', 'decided', 'announced', 'cancelled')),
	published_at    timestamptz,
	published_by    uuid        constraint call_published_by_fk references account on delete set null,
	-- Sealed until then: whoever opened the files, and when.
	opened_at       timestamptz,
	opened_by       uuid        constraint call_opened_by_fk references account on delete set null,
	decided_at      timestamptz,
	decided_by      uuid        constraint call_decided_by_fk references account on delete set null,
	announced_at    timestamptz,
	cancel_reason   text,
	-- Commitment published before closing, the seed after.
	seed_commitment text,
	seed_source     jsonb       not null default '{}',
	seed            text,
	version         int         not null default 1,
	created_at      timestamptz not null,
	created_by      uuid        constraint call_created_by_fk references account on delete set null,
	updated_at      timestamptz not null,
	constraint call_dates_check check (closes_at > opens_at),
	constraint call_published_check check (status in ('draft', 'cancelled') or (published_at is not null and opens_at is not null and closes_at is not null))
);
create index call_public on call (closes_at desc, id desc) where status not in ('draft', 'cancelled');
create index call_status on call (status, updated_at desc, id desc);
create index call_closing on call (closes_at) where status = 'published';

create table lot (
	id             uuid   constraint lot_pk primary key,
	call_id        uuid   not null constraint lot_call_fk references call on delete cascade,
	position       int    not null,
	title          jsonb  not null constraint lot_title_check check (title <> '{}'),
	text           jsonb  not null default '{}',
	envelope_cents bigint constraint lot_envelope_check check (envelope_cents >= 0),
	-- Places or prizes, where no money is shared out.
	places         int    constraint lot_places_check check (places >= 0),
	-- Who may file in it, where a machine can tell: { populationUnder, populationFrom, kinds, countries }.
	limits         jsonb  not null default '{}',
	constraint lot_position_unique unique (call_id, position) deferrable initially deferred
);

create table requirement (
	id        uuid    constraint requirement_pk primary key,
	call_id   uuid    not null constraint requirement_call_fk references call on delete cascade,
	position  int     not null,
	stage     text    not null constraint requirement_stage_check check (stage in ('admissibility', 'eligibility')),
	text      jsonb   not null constraint requirement_text_check check (text <> '{}'),
	-- Null: a person looks. Else a rule the machine checks, by name and settings.
	rule      jsonb,
	rejects   boolean not null,
	constraint requirement_position_unique unique (call_id, position) deferrable initially deferred
);

create table criterion (
	id                uuid    constraint criterion_pk primary key,
	call_id           uuid    not null constraint criterion_call_fk references call on delete cascade,
	position          int     not null,
	title             jsonb   not null constraint criterion_title_check check (title <> '{}'),
	text              jsonb   not null default '{}',
	weight            int     not null constraint criterion_weight_check check (weight between 1 and 100),
	scale_min         int     not null default 1,
	scale_max         int     not null default 5,
	-- Below it the application falls, whatever the total.
	threshold         int,
	comment_required  boolean not null default true,
	-- The lowest and the highest marks must be explained at length.
	justify_extremes  boolean not null default true,
	constraint criterion_scale_check check (scale_max > scale_min and scale_min >= 0 and scale_max <= 100),
	constraint criterion_position_unique unique (call_id, position) deferrable initially deferred
);

create table call_document (
	id       uuid  constraint call_document_pk primary key,
	call_id  uuid  not null constraint call_document_call_fk references call on delete cascade,
	file_id  uuid  not null constraint call_document_file_fk references stored_file on delete cascade,
	title    jsonb not null constraint call_document_title_check check (title <> '{}'),
	position int   not null
);
create index call_document_call on call_document (call_id, position);

-- A form that was ever begun with never changes: a new version beside it.
create table form_version (
	id           uuid        constraint form_version_pk primary key,
	call_id      uuid        not null constraint form_version_call_fk references call on delete cascade,
	number       int         not null,
	definition   jsonb       not null,
	published_at timestamptz,
	created_at   timestamptz not null,
	created_by   uuid        constraint form_version_created_by_fk references account on delete set null,
	constraint form_version_number_unique unique (call_id, number)
);

create table application (
	id              uuid        constraint application_pk primary key,
	reference       text        not null constraint application_reference_unique unique,
	call_id         uuid        not null constraint application_call_fk references call,
	lot_id          uuid        constraint application_lot_fk references lot,
	organisation_id uuid        constraint application_organisation_fk references organisation,
	-- The person it is for, where a person files; always who began it.
	account_id      uuid        constraint application_account_fk references account on delete set null,
	form_version_id uuid        not null constraint application_form_version_fk references form_version,
	title           text        not null default '' constraint application_title_check check (char_length(title) <= 300),
	answers         jsonb       not null default '{}',
	-- One more at every saved change; a save that began from another is merged or refused, never laid over.
	version         int         not null default 0,
	status          text        not null constraint application_status_check
		check (status in ('draft', 'filed', 'withdrawn', 'inadmissible', 'ineligible', 'admitted', 'selected', 'reserve', 'rejected')),
	-- What is asked for, as the filed answers say.
	requested_cents bigint      constraint application_requested_check check (requested_cents >= 0),
	filed_at        timestamptz,
	filing_id       uuid,
	late            boolean     not null default false,
	locale          text        not null,
	reminders       int         not null default 0,
	created_at      timestamptz not null,
	updated_at      timestamptz not null,
	constraint application_filed_check check (status in ('draft', 'withdrawn') or filing_id is not null)
);
create index application_call on application (call_id, status, id);
create index application_organisation on application (organisation_id, updated_at desc);
create index application_account on application (account_id, updated_at desc);

create table application_author (
	application_id uuid        not null constraint application_author_application_fk references application on delete cascade,
	account_id     uuid        not null constraint application_author_account_fk references account on delete cascade,
	-- `lead` files and withdraws; an author writes.
	role           text        not null constraint application_author_role_check check (role in ('lead', 'author')),
	added_at       timestamptz not null,
	added_by       uuid        constraint application_author_added_by_fk references account on delete set null,
	constraint application_author_pk primary key (application_id, account_id)
);
create index application_author_account on application_author (account_id);

-- Asked by mail to help write; bound to that address.
create table author_invitation (
	id             uuid        constraint author_invitation_pk primary key,
	application_id uuid        not null constraint author_invitation_application_fk references application on delete cascade,
	email          citext      not null,
	token_digest   text        not null constraint author_invitation_token_unique unique,
	invited_at     timestamptz not null,
	invited_by     uuid        constraint author_invitation_invited_by_fk references account on delete set null,
	expires_at     timestamptz not null,
	accepted_at    timestamptz
);
create index author_invitation_application on author_invitation (application_id);

-- What was changed and when: the answers after each save, thinned out by age.
create table application_draft (
	application_id uuid        not null constraint application_draft_application_fk references application on delete cascade,
	version        int         not null,
	answers        jsonb       not null,
	saved_at       timestamptz not null,
	saved_by       uuid        constraint application_draft_saved_by_fk references account on delete set null,
	reason         text        not null constraint application_draft_reason_check check (reason in ('begun', 'saved', 'restored', 'filed', 'merged')),
	constraint application_draft_pk primary key (application_id, version)
);

-- Each filing stands for ever: a correction before closing is another.
create table filing (
	id             uuid        constraint filing_pk primary key,
	application_id uuid        not null constraint filing_application_fk references application,
	number         int         not null,
	answers        jsonb       not null,
	files          jsonb       not null default '[]',
	-- SHA-256 over the salt and the canonical answers and files: the digest is published, the salt is the applicant's.
	digest         text        not null constraint filing_digest_check check (digest ~ '^[0-9a-f]{64}$'),
	salt           text        not null,
	filed_at       timestamptz not null,
	filed_by       uuid        constraint filing_filed_by_fk references account on delete set null,
	late           boolean     not null default false,
	-- One per post of one form, so that a second click is the first one's answer.
	request_key    text        not null,
	receipt_id     uuid        constraint filing_receipt_fk references stored_file on delete set null,
	constraint filing_number_unique unique (application_id, number),
	constraint filing_request_unique unique (application_id, request_key)
);
alter table application add constraint application_filing_fk foreign key (filing_id) references filing;

create table application_file (
	id             uuid        constraint application_file_pk primary key,
	application_id uuid        not null constraint application_file_application_fk references application on delete cascade,
	field          text        not null,
	file_id        uuid        not null constraint application_file_file_fk references stored_file,
	added_at       timestamptz not null,
	added_by       uuid        constraint application_file_added_by_fk references account on delete set null,
	-- Taken out of the draft; kept because a filing may hold it.
	removed_at     timestamptz
);
create index application_file_application on application_file (application_id, field) where removed_at is null;

create table application_message (
	id             uuid        constraint application_message_pk primary key,
	application_id uuid        not null constraint application_message_application_fk references application on delete cascade,
	side           text        not null constraint application_message_side_check check (side in ('applicant', 'service')),
	author_id      uuid        constraint application_message_author_fk references account on delete set null,
	text           text        not null constraint application_message_text_check check (char_length(text) between 1 and 5000),
	sent_at        timestamptz not null
);
create index application_message_order on application_message (application_id, sent_at, id);

-- An officer's logged decision to take one file after closing.
create table late_permission (
	id             uuid        constraint late_permission_pk primary key,
	application_id uuid        not null constraint late_permission_application_fk references application on delete cascade,
	until          timestamptz not null,
	reason         text        not null constraint late_permission_reason_check check (char_length(reason) between 10 and 2000),
	given_at       timestamptz not null,
	given_by       uuid        not null constraint late_permission_given_by_fk references account
);
create index late_permission_application on late_permission (application_id, until);

create table requirement_check (
	application_id uuid        not null constraint requirement_check_application_fk references application on delete cascade,
	requirement_id uuid        not null constraint requirement_check_requirement_fk references requirement on delete cascade,
	result         text        not null constraint requirement_check_result_check check (result in ('met', 'not_met', 'unclear')),
	automatic      boolean     not null,
	note           text        not null default '' constraint requirement_check_note_check check (char_length(note) <= 2000),
	checked_at     timestamptz not null,
	checked_by     uuid        constraint requirement_check_checked_by_fk references account on delete set null,
	constraint requirement_check_pk primary key (application_id, requirement_id)
);

-- Evaluators of a call; `number` is the name they have in the public record: E1, E2 …
create table evaluator (
	id          uuid        constraint evaluator_pk primary key,
	call_id     uuid        not null constraint evaluator_call_fk references call on delete cascade,
	account_id  uuid        not null constraint evaluator_account_fk references account,
	number      int         not null,
	most        int         not null default 20 constraint evaluator_most_check check (most between 1 and 1000),
	lots        uuid[]      not null default '{}',
	-- That they read the rules and declared what ties them, before any access.
	declared_at timestamptz,
	withdrawn_at timestamptz,
	added_at    timestamptz not null,
	added_by    uuid        constraint evaluator_added_by_fk references account on delete set null,
	constraint evaluator_account_unique unique (call_id, account_id),
	constraint evaluator_number_unique unique (call_id, number)
);
create index evaluator_account on evaluator (account_id);

create table conflict (
	id             uuid        constraint conflict_pk primary key,
	application_id uuid        not null constraint conflict_application_fk references application on delete cascade,
	evaluator_id   uuid        not null constraint conflict_evaluator_fk references evaluator on delete cascade,
	source         text        not null constraint conflict_source_check check (source in ('declared', 'detected', 'officer')),
	-- same-organisation, past-membership, mail-domain, co-applicant, author, other
	reason         text        not null,
	note           text        not null default '' constraint conflict_note_check check (char_length(note) <= 2000),
	-- Set aside by an officer with a reason: no longer stands.
	lifted_at      timestamptz,
	lifted_by      uuid        constraint conflict_lifted_by_fk references account on delete set null,
	lift_reason    text,
	found_at       timestamptz not null,
	constraint conflict_unique unique (application_id, evaluator_id, source, reason)
);
create index conflict_evaluator on conflict (evaluator_id);

create table assignment_run (
	id         uuid        constraint assignment_run_pk primary key,
	call_id    uuid        not null constraint assignment_run_call_fk references call on delete cascade,
	input      jsonb       not null,
	result     jsonb       not null,
	run_at     timestamptz not null,
	run_by     uuid        constraint assignment_run_run_by_fk references account on delete set null
);
create index assignment_run_call on assignment_run (call_id, run_at desc);

create table review (
	id             uuid        constraint review_pk primary key,
	application_id uuid        not null constraint review_application_fk references application on delete cascade,
	evaluator_id   uuid        not null constraint review_evaluator_fk references evaluator on delete cascade,
	run_id         uuid        constraint review_run_fk references assignment_run on delete set null,
	-- { criterion id: { score, comment } }
	scores         jsonb       not null default '{}',
	comment        text        not null default '' constraint review_comment_check check (char_length(comment) <= 5000),
	status         text        not null constraint review_status_check check (status in ('assigned', 'begun', 'submitted', 'recused')),
	-- Commitment to the card, made when it is submitted and before anybody else's is seen.
	salt           text,
	commitment     text,
	version        int         not null default 1,
	assigned_at    timestamptz not null,
	submitted_at   timestamptz,
	constraint review_pair_unique unique (application_id, evaluator_id)
);
create index review_evaluator on review (evaluator_id, status);

create table panel (
	id         uuid        constraint panel_pk primary key,
	call_id    uuid        not null constraint panel_call_unique unique constraint panel_call_fk references call on delete cascade,
	held_on    date,
	place      text        not null default '',
	minutes    text        not null default '' constraint panel_minutes_check check (char_length(minutes) <= 50000),
	opened_at  timestamptz not null,
	closed_at  timestamptz,
	closed_by  uuid        constraint panel_closed_by_fk references account on delete set null
);

create table panel_member (
	panel_id   uuid    not null constraint panel_member_panel_fk references panel on delete cascade,
	account_id uuid    not null constraint panel_member_account_fk references account,
	chair      boolean not null default false,
	present    boolean not null default true,
	constraint panel_member_pk primary key (panel_id, account_id)
);

create table panel_recusal (
	panel_id       uuid        not null constraint panel_recusal_panel_fk references panel on delete cascade,
	application_id uuid        not null constraint panel_recusal_application_fk references application on delete cascade,
	account_id     uuid        not null constraint panel_recusal_account_fk references account,
	reason         text        not null,
	recused_at     timestamptz not null,
	constraint panel_recusal_pk primary key (panel_id, application_id, account_id)
);

-- What the panel proposes for one application, and what the head decides.
create table outcome (
	application_id uuid        constraint outcome_pk primary key constraint outcome_application_fk references application on delete cascade,
	call_id        uuid        not null constraint outcome_call_fk references call on delete cascade,
	-- By the ranking alone, then as proposed.
	rank           int,
	score          numeric(12, 6),
	by_rank        text        constraint outcome_by_rank_check check (by_rank in ('selected', 'reserve', 'rejected')),
	proposed       text        constraint outcome_proposed_check check (proposed in ('selected', 'reserve', 'rejected')),
	amount_cents   bigint      constraint outcome_amount_check check (amount_cents >= 0),
	-- Why the proposal departs from the ranking.
	departure      text,
	-- What the applicant is told, in their language.
	reasons        jsonb       not null default '{}',
	discussed_at   timestamptz,
	decided        text        constraint outcome_decided_check check (decided in ('selected', 'reserve', 'rejected')),
	letter_id      uuid        constraint outcome_letter_fk references stored_file on delete set null,
	letter_sent_at timestamptz,
	constraint outcome_departure_check
		check (proposed is null or by_rank is null or proposed = by_rank or char_length(coalesce(departure, '')) >= 10)
);
create index outcome_call on outcome (call_id, rank);

-- The public, tamper-evident record: one log for the whole programme. Leaves hold salted digests, never a person's data.
create table record_leaf (
	no      bigint      constraint record_leaf_pk primary key,
	call_id uuid        constraint record_leaf_call_fk references call on delete set null,
	kind    text        not null,
	body    jsonb       not null,
	hash    text        not null constraint record_leaf_hash_check check (hash ~ '^[0-9a-f]{64}$'),
	at      timestamptz not null
);
create index record_leaf_call on record_leaf (call_id, no);

create table record_checkpoint (
	size bigint      constraint record_checkpoint_pk primary key,
	note text        not null,
	at   timestamptz not null
);

-- The file anyone can verify, as published.
create table call_record (
	call_id      uuid        constraint call_record_pk primary key constraint call_record_call_fk references call,
	document     jsonb       not null,
	published_at timestamptz not null
);
