-- What the plan of a year wants to reach, measured from the same figures as the dashboards.
create table plan_objective (
	id       uuid             constraint plan_objective_pk primary key,
	year     int              not null constraint plan_objective_year_check check (year between 2000 and 2099),
	title    jsonb            not null constraint plan_objective_title_check check (title <> '{}'),
	measure  text             not null,
	priority text,
	-- Money in cents.
	target   double precision not null constraint plan_objective_target_check check (target > 0),
	-- What was done and what is missing, in words.
	comment  jsonb            not null default '{}',
	position int              not null default 0
);
create index plan_objective_year on plan_objective (year, position, id);

-- The report of a year: written while it is a draft; frozen with its figures and numbered when it is published.
create table yearly_report (
	id           uuid        constraint yearly_report_pk primary key,
	year         int         not null constraint yearly_report_year_unique unique,
	status       text        not null constraint yearly_report_status_check check (status in ('draft', 'published')),
	reference    text        constraint yearly_report_reference_unique unique,
	-- { intro: Localized, activity: …, outlook: … }
	texts        jsonb       not null default '{}',
	-- Projects whose stories it tells.
	stories      uuid[]      not null default '{}',
	-- By language, as it was on the day: figures, map, objectives, needs, stories.
	frozen       jsonb,
	digest       text,
	file_id      uuid        constraint yearly_report_file_fk references stored_file,
	version      int         not null default 1,
	created_at   timestamptz not null,
	updated_at   timestamptz not null,
	published_at timestamptz,
	published_by uuid        constraint yearly_report_published_by_fk references account on delete set null,
	constraint yearly_report_published_check
		check ((status = 'published') = (published_at is not null) and (status = 'published') = (frozen is not null and reference is not null))
);

-- Whatever a verb forgot, the database refuses: what was published is not written again, but for its paper.
create function yearly_report_keep() returns trigger language plpgsql as $$
begin
	if old.status = 'published' and (new.year, new.status, new.reference, new.texts, new.stories, new.frozen, new.digest, new.published_at)
		is distinct from (old.year, old.status, old.reference, old.texts, old.stories, old.frozen, old.digest, old.published_at)
	then
		raise exception 'a published report is never changed' using errcode = '23514', constraint = 'yearly_report_frozen_check';
	end if;
	return new;
end $$;
create trigger yearly_report_keep before update on yearly_report for each row execute function yearly_report_keep();

-- What partners need and what stands against it, by theme: a reading of steering's own.
create view need_figure as
select theme, count(*) filter (where side = 'need')::int as needs, count(*) filter (where side = 'offer')::int as offers,
	extract(year from coalesce(published_at, created_at))::int as year
from listing, unnest(themes) as theme where status in ('published', 'expired', 'closed') group by theme, 4;
