-- European and other money: where it is announced, what changes, whom it suits.

create table funding_source (
	key         text        constraint funding_source_pk primary key,
	kind        text        not null,
	name        jsonb       not null,
	url         text,
	settings    jsonb       not null default '{}',
	enabled     boolean     not null default true,
	etag        text,
	last_modified text,
	last_try_at timestamptz,
	last_good_at timestamptz,
	failures    int         not null default 0,
	last_error  text,
	next_at     timestamptz
);

create table opportunity (
	id             uuid        constraint opportunity_pk primary key,
	reference      text        not null constraint opportunity_reference_unique unique,
	source         text        not null constraint opportunity_source_fk references funding_source,
	-- As the source calls it.
	identifier     text        not null,
	-- One call announced by several sources is one opportunity: the others point at it.
	joined_to      uuid        constraint opportunity_joined_to_fk references opportunity,
	programme      text,
	title          jsonb       not null constraint opportunity_title_check check (title <> '{}'),
	text           jsonb       not null default '{}',
	url            text,
	budget_cents   bigint      constraint opportunity_budget_check check (budget_cents >= 0),
	currency       text        not null default 'EUR',
	-- Rate of co-financing in percent, least and most.
	rate_min       numeric(5, 2),
	rate_max       numeric(5, 2),
	opens_at       timestamptz,
	-- Every cut-off, the next one first in `closes_at`.
	closes_at      timestamptz,
	deadlines      jsonb       not null default '[]',
	kinds          text[]      not null default '{}',
	countries      text[]      not null default '{}',
	territories    text[]      not null default '{}',
	themes         text[]      not null default '{}',
	-- Conditions a machine can look at: consortium, smallest number of partners …
	rules          jsonb       not null default '{}',
	status         text        not null constraint opportunity_status_check check (status in ('forthcoming', 'open', 'closed', 'gone')),
	-- What it would share with the same call at another source: its identifier, its folded title with its last day.
	keys           text[]      not null default '{}',
	-- As the source last said it: a field that staff have corrected holds until the source says something else.
	announced      jsonb       not null default '{}',
	unreadable     jsonb       not null default '[]',
	seen_at        timestamptz not null,
	gone_at        timestamptz,
	version        int         not null default 1,
	created_at     timestamptz not null,
	updated_at     timestamptz not null,
	constraint opportunity_identifier_unique unique (source, identifier)
);
create index opportunity_open on opportunity (closes_at nulls last, id) where joined_to is null and status in ('open', 'forthcoming');
create index opportunity_seen on opportunity (source, seen_at) where gone_at is null;
create index opportunity_keys on opportunity using gin (keys) with (fastupdate = off);
create index opportunity_joined_to on opportunity (joined_to) where joined_to is not null;

create table opportunity_change (
	id             uuid        constraint opportunity_change_pk primary key,
	opportunity_id uuid        not null constraint opportunity_change_opportunity_fk references opportunity on delete cascade,
	field          text        not null,
	before         jsonb,
	after          jsonb,
	found_at       timestamptz not null
);
create index opportunity_change_order on opportunity_change (opportunity_id, found_at desc);
create index opportunity_change_recent on opportunity_change (found_at desc, id desc);

create table funding_fetch (
	id         uuid        constraint funding_fetch_pk primary key,
	source     text        not null constraint funding_fetch_source_fk references funding_source on delete cascade,
	at         timestamptz not null,
	status     text        not null constraint funding_fetch_status_check check (status in ('good', 'unchanged', 'failed')),
	read       int         not null default 0,
	added      int         not null default 0,
	changed    int         not null default 0,
	gone       int         not null default 0,
	errors     jsonb       not null default '[]'
);
create index funding_fetch_order on funding_fetch (source, at desc);

-- A saved search that writes when something new fits or something watched changes.
create table watch (
	id           uuid        constraint watch_pk primary key,
	account_id   uuid        not null constraint watch_account_fk references account on delete cascade,
	name         text        not null constraint watch_name_check check (char_length(name) between 1 and 120),
	filters      jsonb       not null default '{}',
	rhythm       text        not null constraint watch_rhythm_check check (rhythm in ('daily', 'weekly')),
	-- In every letter: stops it in one click without signing in. Only its digest.
	stop_digest  text        not null constraint watch_stop_unique unique,
	last_sent_at timestamptz,
	stopped_at   timestamptz,
	created_at   timestamptz not null
);
create index watch_account on watch (account_id, created_at desc);
create index watch_due on watch (rhythm, last_sent_at) where stopped_at is null;

create table watched_opportunity (
	account_id     uuid        not null constraint watched_opportunity_account_fk references account on delete cascade,
	opportunity_id uuid        not null constraint watched_opportunity_opportunity_fk references opportunity on delete cascade,
	since          timestamptz not null,
	constraint watched_opportunity_pk primary key (account_id, opportunity_id)
);
create index watched_opportunity_opportunity on watched_opportunity (opportunity_id);

create table financing_plan (
	id              uuid        constraint financing_plan_pk primary key,
	account_id      uuid        not null constraint financing_plan_account_fk references account on delete cascade,
	organisation_id uuid        constraint financing_plan_organisation_fk references organisation,
	project_id      uuid        constraint financing_plan_project_fk references project on delete set null,
	title           text        not null constraint financing_plan_title_check check (char_length(title) between 1 and 200),
	input           jsonb       not null,
	result          jsonb,
	version         int         not null default 1,
	created_at      timestamptz not null,
	updated_at      timestamptz not null
);
create index financing_plan_account on financing_plan (account_id, updated_at desc);

-- The public list with a count beside every filter (docs/decisions/0008-directory.md): what is not joined to another is in it.
create table funding_entry (
	no             int    generated always as identity constraint funding_entry_pk primary key,
	-- No cascade: an entry that went by itself would leave its bit behind in funding_block.
	opportunity_id uuid   not null constraint funding_entry_opportunity_unique unique constraint funding_entry_opportunity_fk references opportunity,
	-- What can still be answered first, the soonest deadline before the later.
	sort_key       text   collate "C" not null,
	-- g:horizon, s:open, t:water, k:association, c:BG, p:BG34 (its places and every one around them), a:BG (the places themselves), d:2027-03.
	facets         text[] not null,
	lexemes        tsvector not null
) with (toast_tuple_target = 128);
alter table funding_entry alter column lexemes set storage external;
create index funding_entry_listing on funding_entry (sort_key, no);
create index funding_entry_lexemes on funding_entry using gin (lexemes) with (fastupdate = off);

create table funding_block (
	facet   text      collate "C" not null,
	block   int       not null,
	members bit(1024) not null,
	constraint funding_block_pk primary key (facet, block)
);

create function funding_matches(wanted tsquery)
	returns table (no int, sort_key text)
	language sql stable rows 1000
	set enable_seqscan = off
	set jit = off
	set max_parallel_workers_per_gather = 0
	set work_mem = '16MB'
as $$
	select e.no, e.sort_key from funding_entry e where e.lexemes @@ wanted
$$;

create function funding_bits(wanted tsquery)
	returns table (block int, members bit(1024))
	language sql stable rows 100
	set enable_seqscan = off
	set jit = off
	set max_parallel_workers_per_gather = 0
	set work_mem = '16MB'
as $$
	select e.no / 1024, bit_or(set_bit(repeat('0', 1024)::bit(1024), e.no % 1024, 1))
	from funding_entry e where e.lexemes @@ wanted group by 1
$$;
