-- The directory of listed organisations: what finds one, and the counts beside its filters. Written in the same
-- transaction as the organisation (modules/network, directory-rows.server.ts); it holds what everybody may read and nothing else.
create table directory_entry (
	no              int    generated always as identity constraint directory_entry_pk primary key,
	-- No cascade: an entry that went by itself would leave its bit behind in directory_block.
	organisation_id uuid   not null constraint directory_entry_organisation_unique unique
		constraint directory_entry_organisation_fk references organisation,
	sort_key        text   collate "C" not null,
	-- c:FR, k:association, t:water, p:BG34 (its place and every one around it), l:fr.
	facets          text[] not null,
	-- Words as in search_item, and the facets again as lexemes: one index answers words and filters together.
	lexemes         tsvector not null
) with (toast_tuple_target = 128);
alter table directory_entry alter column lexemes set storage external;
create index directory_entry_listing on directory_entry (sort_key, no);
create index directory_entry_lexemes on directory_entry using gin (lexemes) with (fastupdate = off);

-- For each facet which of the 1,024 entries of a block have it: bit no % 1024 of block no / 1024. Counting a filter beside
-- others is a few hundred ANDs of 128 bytes instead of a walk through a hundred thousand rows. `*` is every entry.
create table directory_block (
	facet   text      collate "C" not null,
	block   int       not null,
	members bit(1024) not null,
	constraint directory_block_pk primary key (facet, block)
);

-- A function for its settings, as search_matches: the planner must not unpack every row's lexemes to test a common word.
create function directory_matches(wanted tsquery)
	returns table (no int, sort_key text)
	language sql stable rows 1000
	set enable_seqscan = off
	set jit = off
	set max_parallel_workers_per_gather = 0
	set work_mem = '16MB'
as $$
	select e.no, e.sort_key from directory_entry e where e.lexemes @@ wanted
$$;

-- The matches as blocks, put together inside so that tens of thousands of rows are not handed out one by one.
create function directory_bits(wanted tsquery)
	returns table (block int, members bit(1024))
	language sql stable rows 100
	set enable_seqscan = off
	set jit = off
	set max_parallel_workers_per_gather = 0
	set work_mem = '16MB'
as $$
	select e.no / 1024, bit_or(set_bit(repeat('0', 1024)::bit(1024), e.no % 1024, 1))
	from directory_entry e where e.lexemes @@ wanted group by 1
$$;
