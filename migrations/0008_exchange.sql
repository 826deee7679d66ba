-- Offers and needs, who fits whom, and how two sides are put in touch. `listing` is an offer or a need.

create table listing (
	id              uuid        constraint listing_pk primary key,
	reference       text        not null constraint listing_reference_unique unique,
	side            text        not null constraint listing_side_check check (side in ('offer', 'need')),
	organisation_id uuid        not null constraint listing_organisation_fk references organisation,
	-- The organisation's, kept here for the board's filter.
	country         text        not null constraint listing_country_check check (country ~ '^[A-Z]{2}$'),
	-- Who answers for it.
	account_id      uuid        constraint listing_account_fk references account on delete set null,
	title           jsonb       not null constraint listing_title_check check (title <> '{}'),
	text            jsonb       not null default '{}',
	themes          text[]      not null default '{}',
	-- Kinds of cooperation (programme/cooperation-kinds).
	kinds           text[]      not null default '{}',
	-- Where it is, or where it is wanted; null for anywhere in the country.
	territory       text,
	period_from     date,
	period_until    date,
	languages       text[]      not null default '{}',
	anonymous       boolean     not null default false,
	status          text        not null constraint listing_status_check
		check (status in ('draft', 'submitted', 'returned', 'published', 'expired', 'closed')),
	-- Why it was returned or closed, in the words of whoever did it.
	reason          text,
	submitted_at    timestamptz,
	published_at    timestamptz,
	published_by    uuid        constraint listing_published_by_fk references account on delete set null,
	expires_at      timestamptz,
	reminded_at     timestamptz,
	renewed         int         not null default 0,
	version         int         not null default 1,
	created_at      timestamptz not null,
	updated_at      timestamptz not null,
	constraint listing_period_check check (period_until >= period_from),
	constraint listing_published_check check (status not in ('published', 'expired') or (published_at is not null and expires_at is not null))
);
create index listing_board on listing (published_at desc, id desc) where status = 'published';
create index listing_themes on listing using gin (themes) with (fastupdate = off) where status = 'published';
create index listing_expiry on listing (expires_at) where status = 'published';
create index listing_status on listing (status, updated_at desc, id desc);
create index listing_organisation on listing (organisation_id, status);
create index listing_account on listing (account_id, updated_at desc);

-- What staff say of a suggestion: kept as labels, and obeyed. Subject and target are `listing:<id>`, `organisation:<id>`, `person:<id>`.
create table suggestion_mark (
	id      uuid        constraint suggestion_mark_pk primary key,
	subject text        not null,
	target  text        not null,
	mark    text        not null constraint suggestion_mark_mark_check check (mark in ('pinned', 'hidden', 'good', 'poor')),
	note    text        not null default '' constraint suggestion_mark_note_check check (char_length(note) <= 1000),
	-- What the engine said then: score and reasons.
	said    jsonb       not null default '{}',
	made_at timestamptz not null,
	made_by uuid        constraint suggestion_mark_made_by_fk references account on delete set null,
	constraint suggestion_mark_unique unique (subject, target, mark)
);
create index suggestion_mark_subject on suggestion_mark (subject);

-- Two organisations to be put in touch. The asker's consent is the asking, unless an officer asked for both.
create table introduction (
	id                uuid        constraint introduction_pk primary key,
	reference         text        not null constraint introduction_reference_unique unique,
	listing_id        uuid        constraint introduction_listing_fk references listing on delete set null,
	from_organisation uuid        not null constraint introduction_from_fk references organisation,
	to_organisation   uuid        not null constraint introduction_to_fk references organisation,
	from_account      uuid        constraint introduction_from_account_fk references account on delete set null,
	to_account        uuid        constraint introduction_to_account_fk references account on delete set null,
	-- Who asked: one of the two, or an officer for both.
	asked_by          uuid        constraint introduction_asked_by_fk references account on delete set null,
	by_officer        boolean     not null default false,
	message           text        not null constraint introduction_message_check check (char_length(message) between 1 and 4000),
	-- Why the two fit, as it was shown when asked.
	reasons           jsonb       not null default '[]',
	status            text        not null constraint introduction_status_check
		check (status in ('asked', 'accepted', 'declined', 'lapsed', 'withdrawn', 'closed')),
	from_agreed_at    timestamptz,
	to_agreed_at      timestamptz,
	decline_reason    text,
	decline_note      text,
	asked_at          timestamptz not null,
	-- How many of the reminders went out, and when silence closes it.
	reminders         int         not null default 0,
	lapses_at         timestamptz not null,
	ended_at          timestamptz,
	outcome_asked_at  timestamptz,
	constraint introduction_two_check check (from_organisation <> to_organisation),
	constraint introduction_agreed_check check (status <> 'accepted' or (from_agreed_at is not null and to_agreed_at is not null))
);
create index introduction_from on introduction (from_organisation, asked_at desc);
create index introduction_to on introduction (to_organisation, asked_at desc);
create index introduction_asked_by on introduction (asked_by, asked_at);
create index introduction_open on introduction (lapses_at) where status = 'asked';
create index introduction_listing_order on introduction (status, asked_at desc, id desc);
-- One open or standing introduction between two organisations at a time, whichever asked.
create unique index introduction_standing_unique on introduction
	(least(from_organisation, to_organisation), greatest(from_organisation, to_organisation)) where status in ('asked', 'accepted');

-- Relayed between the sides: until both agreed, without a name or an address.
create table introduction_message (
	id              uuid        constraint introduction_message_pk primary key,
	introduction_id uuid        not null constraint introduction_message_introduction_fk references introduction on delete cascade,
	-- Which side wrote: from, to, or the service.
	side            text        not null constraint introduction_message_side_check check (side in ('from', 'to', 'service')),
	author_id       uuid        constraint introduction_message_author_fk references account on delete set null,
	text            text        not null constraint introduction_message_text_check check (char_length(text) between 1 and 4000),
	sent_at         timestamptz not null
);
create index introduction_message_order on introduction_message (introduction_id, sent_at, id);

-- What came of it, said by each side.
create table introduction_outcome (
	introduction_id uuid        not null constraint introduction_outcome_introduction_fk references introduction on delete cascade,
	side            text        not null constraint introduction_outcome_side_check check (side in ('from', 'to')),
	outcome         text        not null constraint introduction_outcome_outcome_check check (outcome in ('project', 'visit', 'exchange', 'contact', 'nothing')),
	satisfaction    int         not null constraint introduction_outcome_satisfaction_check check (satisfaction between 1 and 5),
	note            text        not null default '' constraint introduction_outcome_note_check check (char_length(note) <= 2000),
	said_at         timestamptz not null,
	constraint introduction_outcome_pk primary key (introduction_id, side)
);

-- An organisation that another one does not want to hear from.
create table exchange_block (
	organisation_id uuid        not null constraint exchange_block_organisation_fk references organisation on delete cascade,
	blocked_id      uuid        not null constraint exchange_block_blocked_fk references organisation on delete cascade,
	made_at         timestamptz not null,
	made_by         uuid        constraint exchange_block_made_by_fk references account on delete set null,
	constraint exchange_block_pk primary key (organisation_id, blocked_id)
);
create index exchange_block_blocked on exchange_block (blocked_id);

create table abuse_report (
	id          uuid        constraint abuse_report_pk primary key,
	-- `listing:<id>`, `introduction:<id>`, `organisation:<id>`.
	subject     text        not null,
	reason      text        not null constraint abuse_report_reason_check check (reason in ('spam', 'false', 'offensive', 'data', 'other')),
	note        text        not null default '' constraint abuse_report_note_check check (char_length(note) <= 2000),
	reported_by uuid        constraint abuse_report_reported_by_fk references account on delete set null,
	reported_at timestamptz not null,
	status      text        not null constraint abuse_report_status_check check (status in ('open', 'upheld', 'dismissed')),
	answer      text,
	decided_at  timestamptz,
	decided_by  uuid        constraint abuse_report_decided_by_fk references account on delete set null
);
create unique index abuse_report_open_unique on abuse_report (subject, reported_by) where status = 'open';
create index abuse_report_listing on abuse_report (status, reported_at, id);
