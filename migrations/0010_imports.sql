-- What an import needs beside its rows: how it was asked to be carried out, and why a row may be an entry already there.

alter table import_batch
	-- { skipBad, later }: bad rows are left out; likely duplicates are added and go to the list of duplicates.
	add column options jsonb not null default '{}';

alter table import_row
	-- The id the entry gets when it is added: a later row of the same file can point at it.
	add column entry_id uuid,
	-- The earlier row of the same file that it may repeat; `match_id` is then that row's entry_id.
	add column match_row int,
	add column reasons text[] not null default '{}';
