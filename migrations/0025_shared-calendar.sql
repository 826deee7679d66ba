-- What somebody of a service has to do by a day; `about` is the thing it is for (`organisation:<id>`, `call:<id>` …).
create table task (
	id          uuid        constraint task_pk primary key,
	service     text        not null,
	title       text        not null constraint task_title_check check (char_length(title) between 1 and 200),
	text        text        not null default '' constraint task_text_check check (char_length(text) <= 4000),
	due_on      date,
	assignee_id uuid        constraint task_assignee_fk references account on delete set null,
	about       text        constraint task_about_check check (about ~ '^(organisation|person|call|event|project):[0-9a-f-]{36}$'),
	-- Kept from the other services.
	reserved    boolean     not null default false,
	version     int         not null default 1,
	created_at  timestamptz not null,
	created_by  uuid        constraint task_created_by_fk references account on delete set null,
	done_at     timestamptz,
	done_by     uuid        constraint task_done_by_fk references account on delete set null
);
create index task_open on task (due_on nulls last, id) where done_at is null;
create index task_done on task (done_at desc, id desc) where done_at is not null;
create index task_assignee on task (assignee_id, due_on) where done_at is null;
create index task_about on task (about) where about is not null;

-- Whose view of the shared calendar has an address of its own, as in calendar_key.
create table office_calendar_key (
	account_id   uuid        constraint office_calendar_key_pk primary key constraint office_calendar_key_account_fk references account on delete cascade,
	number       int         not null default 1,
	token_digest text        constraint office_calendar_key_token_unique unique,
	made_at      timestamptz not null
);

create index event_starts on event (starts_at) where status <> 'cancelled';
create index call_opens on call (opens_at) where status <> 'cancelled';
create index call_closes on call (closes_at) where status <> 'cancelled';
create index report_due on report (due_on) where status <> 'accepted';
create index instalment_due on instalment (due_on) where status in ('planned', 'requested', 'approved');

-- What falls between two instants and, for what has no hour, between two days (both included): a reading of steering's own.
-- `services` are those that run the thing.
create function calendar_between(from_at timestamptz, until_at timestamptz, from_day date, until_day date)
	returns table (kind text, id uuid, title jsonb, services text[], reserved boolean, at timestamptz, until timestamptz, day date, state text, within uuid)
	language sql stable
as $$
	select 'event', e.id, e.title, e.service || e.services, e.reserved, e.starts_at, e.ends_at, null::date, e.status, null::uuid
	from event e
	-- Nothing lasts longer: the index finds what began before and is still going on.
	where e.status <> 'cancelled' and e.starts_at < until_at and e.starts_at >= from_at - interval '62 days' and e.ends_at >= from_at
	union all
	select 'call-opens', c.id, c.title, c.service || c.services, c.reserved, c.opens_at, null, null, c.status, null
	from call c where c.status <> 'cancelled' and c.opens_at >= from_at and c.opens_at < until_at
	union all
	select 'call-closes', c.id, c.title, c.service || c.services, c.reserved, c.closes_at, null, null, c.status, null
	from call c where c.status <> 'cancelled' and c.closes_at >= from_at and c.closes_at < until_at
	union all
	select 'committee', c.id, c.title, c.service || c.services, c.reserved, null, null, c.committee_on, c.status, null
	from call c where c.status <> 'cancelled' and c.committee_on between from_day and until_day
	union all
	select 'report', r.id, coalesce(nullif(p.title, '{}'), nullif(c.title, '{}'), jsonb_build_object('fr', a.reference)), coalesce(p.service || p.services, c.service || c.services, '{}'),
		coalesce(p.reserved, c.reserved, false), null, null, r.due_on, r.status, r.award_id
	from report r join award a on a.id = r.award_id left join project p on p.id = a.project_id left join call c on c.id = a.call_id
	where r.status <> 'accepted' and r.due_on between from_day and until_day
	union all
	select 'instalment', i.id, coalesce(nullif(p.title, '{}'), nullif(c.title, '{}'), jsonb_build_object('fr', a.reference)), coalesce(p.service || p.services, c.service || c.services, '{}'),
		coalesce(p.reserved, c.reserved, false), null, null, i.due_on, i.status, i.award_id
	from instalment i join award a on a.id = i.award_id left join project p on p.id = a.project_id left join call c on c.id = a.call_id
	where i.status in ('planned', 'requested', 'approved') and i.due_on between from_day and until_day
	union all
	select 'commitment', k.id, jsonb_build_object('fr', k.text), e.service || e.services, e.reserved, null, null, k.due_on, 'open', e.id
	from commitment k join event e on e.id = k.event_id where k.done_on is null and k.due_on between from_day and until_day
	union all
	select 'task', t.id, jsonb_build_object('fr', t.title), array[t.service], t.reserved, null, null, t.due_on,
		case when t.done_at is null then 'open' else 'done' end, t.assignee_id
	from task t where t.done_at is null and t.due_on between from_day and until_day
$$;
