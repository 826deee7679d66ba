-- Days on which an office is closed besides the public holidays of its country: a post abroad keeps a list of its own.
create table closed_day (
	id         uuid        constraint closed_day_pk primary key,
	-- A country of the programme.
	country    text        not null,
	day        date        not null,
	name       jsonb       not null constraint closed_day_name_check check (jsonb_typeof(name) = 'object' and name <> '{}'),
	created_at timestamptz not null,
	constraint closed_day_unique unique (country, day)
);

-- The list of people, in the order it is shown.
create index account_listing on account (lower(name), id) where erased_at is null;
