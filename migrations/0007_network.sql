-- Who is who: organisations, people, what links them, and how they come in from files.

-- The words of folded names, for finding by some of them and by the beginning of one.
create function key_words(keys text[]) returns tsvector language sql immutable parallel safe return (
	select coalesce(array_to_tsvector(array_agg(distinct word)), ''::tsvector)
	from unnest(keys) as key, string_to_table(key, ' ') as word where word <> ''
);

create table organisation (
	id            uuid        constraint organisation_pk primary key,
	-- 2027-ORG-00042: in letters and on screen.
	reference     text        not null constraint organisation_reference_unique unique,
	kind          text        not null,
	country       text        not null constraint organisation_country_check check (country ~ '^[A-Z]{2}$'),
	-- By language; `latin` is how it is read in Latin letters when no language gives it so.
	name          jsonb       not null constraint organisation_name_check check (name <> '{}'),
	latin         text,
	acronyms      text[]      not null default '{}',
	-- Exonyms, former and short names.
	other_names   text[]      not null default '{}',
	place         text,
	territory     text,
	address       text,
	lat           real,
	lon           real,
	website       text,
	email         citext,
	phone         text,
	-- People employed; for an authority the people it serves are in `population`.
	size          text        constraint organisation_size_check check (size in ('micro', 'small', 'medium', 'large')),
	population    int         constraint organisation_population_check check (population >= 0),
	description   jsonb       not null default '{}',
	expertise     jsonb       not null default '{}',
	themes        text[]      not null default '{}',
	languages     text[]      not null default '{}',
	-- Field by field: public, members or staff; a field not named has the usual level of the module's policy.
	visibility    jsonb       not null default '{}',
	status        text        not null constraint organisation_status_check check (status in ('proposed', 'listed', 'hidden', 'merged')),
	merged_into   uuid        constraint organisation_merged_into_fk references organisation,
	verified_at   timestamptz,
	verified_by   uuid        constraint organisation_verified_by_fk references account on delete set null,
	-- The import that brought it, for its history.
	source        text,
	-- Folded names (engines/text) for finding the same organisation across scripts, one per name.
	keys          text[]      not null default '{}',
	-- For sorting a list without a language: the first Latin reading, folded.
	sort_key      text        not null default '',
	version       int         not null default 1,
	created_at    timestamptz not null,
	created_by    uuid        constraint organisation_created_by_fk references account on delete set null,
	updated_at    timestamptz not null,
	constraint organisation_merged_check check ((status = 'merged') = (merged_into is not null))
);
create index organisation_listing on organisation (sort_key, id) where status = 'listed';
create index organisation_status on organisation (status, updated_at desc, id desc);
create index organisation_country on organisation (country, kind) where status = 'listed';
create index organisation_territory on organisation (territory) where status = 'listed';
create index organisation_merged_into on organisation (merged_into) where merged_into is not null;
create index organisation_keys on organisation using gin (keys) with (fastupdate = off);
create index organisation_words on organisation using gin (key_words(keys)) with (fastupdate = off);

create table organisation_identifier (
	organisation_id uuid not null constraint organisation_identifier_organisation_fk references organisation on delete cascade,
	scheme          text not null constraint organisation_identifier_scheme_check check (scheme in ('eik', 'siren', 'siret', 'rna', 'other')),
	-- Without spaces, as the register writes it.
	value           text not null constraint organisation_identifier_value_check check (length(value) between 1 and 40),
	constraint organisation_identifier_pk primary key (organisation_id, scheme, value)
);
-- Not unique: a merge keeps what was there, and two entries with one identifier are a duplicate to be shown, not an accident.
create index organisation_identifier_value on organisation_identifier (scheme, value);

create table organisation_link (
	id      uuid constraint organisation_link_pk primary key,
	from_id uuid not null constraint organisation_link_from_fk references organisation on delete cascade,
	to_id   uuid not null constraint organisation_link_to_fk references organisation on delete cascade,
	-- `parent`: to_id is above from_id. A twin town is one row, either way round.
	kind    text not null constraint organisation_link_kind_check check (kind in ('parent', 'twin', 'network')),
	since   date,
	constraint organisation_link_self_check check (from_id <> to_id),
	constraint organisation_link_unique unique (from_id, to_id, kind)
);
create index organisation_link_to on organisation_link (to_id, kind);

create table person (
	id            uuid        constraint person_pk primary key,
	account_id    uuid        constraint person_account_unique unique constraint person_account_fk references account on delete set null,
	name          text        not null constraint person_name_check check (char_length(name) between 1 and 200),
	latin         text,
	country       text        constraint person_country_check check (country ~ '^[A-Z]{2}$'),
	territory     text,
	email         citext,
	phone         text,
	-- What they are known for, by language.
	function      jsonb       not null default '{}',
	expertise     jsonb       not null default '{}',
	themes        text[]      not null default '{}',
	languages     text[]      not null default '{}',
	is_expert     boolean     not null default false,
	-- When a person without an account agreed to be shown, as the staff recorded it; with an account, its consents say so.
	consented_on  date,
	visibility    jsonb       not null default '{}',
	-- Away: no introduction is asked for in that time.
	away_from     date,
	away_until    date,
	status        text        not null constraint person_status_check check (status in ('listed', 'hidden', 'merged')),
	merged_into   uuid        constraint person_merged_into_fk references person,
	keys          text[]      not null default '{}',
	sort_key      text        not null default '',
	version       int         not null default 1,
	created_at    timestamptz not null,
	created_by    uuid        constraint person_created_by_fk references account on delete set null,
	updated_at    timestamptz not null,
	constraint person_away_check check (away_until >= away_from),
	constraint person_merged_check check ((status = 'merged') = (merged_into is not null))
);
create index person_experts on person (sort_key, id) where is_expert and status = 'listed';
create index person_listing on person (sort_key, id) where status <> 'merged';
create index person_email on person (email);
create index person_keys on person using gin (keys) with (fastupdate = off);
create index person_words on person using gin (key_words(keys)) with (fastupdate = off);

create table membership (
	id              uuid        constraint membership_pk primary key,
	person_id       uuid        not null constraint membership_person_fk references person on delete cascade,
	organisation_id uuid        not null constraint membership_organisation_fk references organisation on delete cascade,
	function        jsonb       not null default '{}',
	-- `lead` answers for the organisation here: profile, offers and needs, applications. `member` works in it.
	role            text        not null constraint membership_role_check check (role in ('member', 'lead')),
	since           date,
	until           date,
	created_at      timestamptz not null,
	constraint membership_order_check check (until >= since)
);
create unique index membership_standing_unique on membership (person_id, organisation_id) where until is null;
create index membership_organisation on membership (organisation_id, until);

-- Somebody says: this is my organisation. Staff look and answer.
create table claim (
	id              uuid        constraint claim_pk primary key,
	organisation_id uuid        not null constraint claim_organisation_fk references organisation on delete cascade,
	account_id      uuid        not null constraint claim_account_fk references account on delete cascade,
	function        text        not null constraint claim_function_check check (char_length(function) between 1 and 200),
	message         text        not null default '' constraint claim_message_check check (char_length(message) <= 2000),
	status          text        not null constraint claim_status_check check (status in ('open', 'accepted', 'refused', 'withdrawn')),
	reason          text,
	asked_at        timestamptz not null,
	decided_at      timestamptz,
	decided_by      uuid        constraint claim_decided_by_fk references account on delete set null
);
create unique index claim_open_unique on claim (organisation_id, account_id) where status = 'open';
create index claim_listing on claim (status, asked_at, id);
create index claim_account on claim (account_id, asked_at desc);

-- Two entries that may be one. `one_id` is the smaller, so that a pair is one row.
create table duplicate (
	subject    text        not null constraint duplicate_subject_check check (subject in ('organisation', 'person')),
	one_id     uuid        not null,
	other_id   uuid        not null,
	score      real        not null constraint duplicate_score_check check (score between 0 and 1),
	-- identifier, name, place, mail …: said in words on the page.
	reasons    text[]      not null,
	status     text        not null constraint duplicate_status_check check (status in ('open', 'distinct', 'merged')),
	found_at   timestamptz not null,
	decided_at timestamptz,
	decided_by uuid        constraint duplicate_decided_by_fk references account on delete set null,
	constraint duplicate_pk primary key (subject, one_id, other_id),
	constraint duplicate_order_check check (one_id < other_id)
);
create index duplicate_listing on duplicate (status, score desc, one_id, other_id);

-- What a merge changed, row by row, so that it can be undone.
create table merge (
	id        uuid        constraint merge_pk primary key,
	subject   text        not null constraint merge_subject_check check (subject in ('organisation', 'person')),
	kept_id   uuid        not null,
	gone_id   uuid        not null,
	undo      jsonb       not null,
	merged_at timestamptz not null,
	merged_by uuid        constraint merge_merged_by_fk references account on delete set null,
	undone_at timestamptz,
	undone_by uuid        constraint merge_undone_by_fk references account on delete set null
);
create index merge_listing on merge (merged_at desc, id desc);
create index merge_kept on merge (kept_id);
create index merge_gone on merge (gone_id);

-- An import from a file: read into rows first, looked at, then carried out as a whole.
create table import_batch (
	id         uuid        constraint import_batch_pk primary key,
	subject    text        not null constraint import_batch_subject_check check (subject in ('organisations', 'people')),
	file_id    uuid        constraint import_batch_file_fk references stored_file on delete set null,
	name       text        not null,
	-- Column → field, with what holds for the whole file (country, kind) under `defaults`.
	mapping    jsonb       not null default '{}',
	headings   jsonb       not null default '[]',
	-- How the file was read: encoding, delimiter, sheet.
	format     jsonb       not null default '{}',
	status     text        not null constraint import_batch_status_check
		check (status in ('reading', 'mapping', 'checking', 'ready', 'writing', 'done', 'failed', 'cancelled')),
	figures    jsonb       not null default '{}',
	error      text,
	job_id     uuid,
	created_at timestamptz not null,
	created_by uuid        constraint import_batch_created_by_fk references account on delete set null,
	done_at    timestamptz
);
create index import_batch_listing on import_batch (created_at desc, id desc);

create table import_row (
	batch_id  uuid  not null constraint import_row_batch_fk references import_batch on delete cascade,
	-- As its reader counts: the heading is row 1.
	row_no    int   not null,
	cells     jsonb not null,
	-- What it would become, and what is wrong with it: [{ field, message, params }].
	entry     jsonb,
	problems  jsonb not null default '[]',
	outcome   text  constraint import_row_outcome_check check (outcome in ('new', 'known', 'duplicate', 'rejected')),
	-- The entry it is, or may be.
	match_id  uuid,
	score     real,
	decision  text  constraint import_row_decision_check check (decision in ('add', 'join', 'skip')),
	written_id uuid,
	constraint import_row_pk primary key (batch_id, row_no)
);
create index import_row_outcome on import_row (batch_id, outcome, row_no);

-- The columns of a file seen before are mapped as they were then.
create table import_mapping (
	-- Digest of subject and headings.
	digest  text        constraint import_mapping_pk primary key,
	mapping jsonb       not null,
	used_at timestamptz not null
);

-- References are counted by series and year, in the transaction that uses one: a refused request leaves no gap.
create table reference_counter (
	series text not null,
	year   int  not null,
	last   int  not null,
	constraint reference_counter_pk primary key (series, year)
);
