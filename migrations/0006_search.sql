-- Everything public, as one index sees it. The thing itself stays in its module's tables; a row here is written and
-- removed in the same transaction as the thing.
create table search_item (
	no          int         generated always as identity constraint search_item_pk primary key,
	kind        text        not null,
	id          text        not null,
	-- Without the language: /events/…
	path        text        not null constraint search_item_path_check check (path like '/%'),
	title       jsonb       not null,
	summary     jsonb       not null,
	themes      text[]      not null,
	countries   text[]      not null,
	territories text[]      not null,
	-- The day by which it is new; null for what has no age (a town, a theme).
	at          timestamptz,
	standing    real        not null constraint search_item_standing_check check (standing between 0 and 1),
	-- Words, title words again under a mark, and the facets: one index answers a whole question.
	lexemes     tsvector    not null,
	-- Of everything the row was made from: an unchanged thing costs one look and no write.
	digest      text        not null,
	indexed_at  timestamptz not null,
	constraint search_item_thing_key unique (kind, id)
) with (toast_tuple_target = 256);

-- Matching and counting read thousands of rows and neither text nor lexemes: kept out of line, a page holds thirty rows
-- instead of three, and a search over 200,000 things stays in memory.
alter table search_item alter column lexemes set storage external;
alter table search_item alter column title set storage external;
alter table search_item alter column summary set storage external;

-- fastupdate off: its pending list is read from end to end by every search.
create index search_item_lexemes on search_item using gin (lexemes) with (fastupdate = off);
create index search_item_at on search_item (at desc nulls last, no desc);

-- The words of titles, for "did you mean": a key (engines/text, fold) and how it is written in a language.
create table search_word (
	key    text not null,
	locale text not null,
	word   text not null,
	constraint search_word_pk primary key (key, locale)
);
create index search_word_key on search_word using gin (key gin_trgm_ops);

-- A function only for its settings. The planner takes a common word with a limit for a good reason to read the table from
-- the start and test each row; the test unpacks the row's lexemes and is a hundred times dearer than it believes.
-- Compiling the statement (jit) and starting parallel workers each cost more than a whole search.
create function search_matches(wanted tsquery, most int)
	returns table (no int, kind text, themes text[], countries text[], at timestamptz, standing real)
	language sql stable rows 1000
	set enable_seqscan = off
	set jit = off
	set max_parallel_workers_per_gather = 0
	set work_mem = '16MB'
as $$
	select i.no, i.kind, i.themes, i.countries, i.at, i.standing
	from search_item i where i.lexemes @@ wanted limit most
$$;
