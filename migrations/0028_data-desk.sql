-- Requests about personal data, with the clock the law gives (GDPR art. 12(3): one month, three with an extension).
create table data_request (
	id             uuid        constraint data_request_pk primary key,
	reference      text        not null constraint data_request_reference_unique unique,
	kind           text        not null constraint data_request_kind_check check (kind in ('access', 'correction', 'erasure', 'objection')),
	-- Emptied when the request is carried out by erasing, or has had its time.
	name           text        not null default '' constraint data_request_name_check check (char_length(name) <= 200),
	email          citext      constraint data_request_email_check check (char_length(email) between 3 and 254),
	text           text        not null default '' constraint data_request_text_check check (char_length(text) <= 4000),
	received_on    date        not null,
	due_on         date        not null,
	extended       text        constraint data_request_extended_check check (char_length(extended) between 10 and 2000),
	status         text        not null constraint data_request_status_check check (status in ('open', 'done', 'refused')),
	answer         text        not null default '' constraint data_request_answer_check check (char_length(answer) <= 4000),
	-- What was found and what was done with it, by kind, without a name.
	figures        jsonb       not null default '{}',
	recorded_at    timestamptz not null,
	recorded_by    uuid        constraint data_request_recorded_by_fk references account on delete set null,
	closed_at      timestamptz,
	closed_by      uuid        constraint data_request_closed_by_fk references account on delete set null,
	constraint data_request_order_check check (due_on >= received_on),
	constraint data_request_closed_check check ((status = 'open') = (closed_at is null))
);
create index data_request_open on data_request (due_on, id) where status = 'open';
create index data_request_closed on data_request (closed_at desc, id desc) where status <> 'open';

-- Breaches of personal data (art. 33(5)): what happened, who was told and when. The authority within 72 hours of noticing.
create table data_breach (
	id                uuid        constraint data_breach_pk primary key,
	reference         text        not null constraint data_breach_reference_unique unique,
	noticed_at        timestamptz not null,
	what              text        not null constraint data_breach_what_check check (char_length(what) between 1 and 4000),
	measures          text        not null default '' constraint data_breach_measures_check check (char_length(measures) <= 4000),
	people            int         constraint data_breach_people_check check (people >= 0),
	risk              text        not null constraint data_breach_risk_check check (risk in ('none', 'some', 'high')),
	authority_told_at timestamptz,
	people_told_at    timestamptz,
	recorded_at       timestamptz not null,
	recorded_by       uuid        constraint data_breach_recorded_by_fk references account on delete set null,
	version           int         not null default 1
);
create index data_breach_order on data_breach (noticed_at desc, id desc);

-- Each run of a rule of retention: how much had had its time.
create table retention_run (
	id     uuid        constraint retention_run_pk primary key,
	rule   text        not null,
	before timestamptz not null,
	gone   int         not null,
	ran_at timestamptz not null
);
create index retention_run_latest on retention_run (rule, ran_at desc);

-- How many agree to what today, and how many no longer do. A reading table of steering.
create view consent_figure as
select kind, count(*) filter (where withdrawn_at is null)::int as standing, count(*) filter (where withdrawn_at is not null)::int as withdrawn,
	max(given_at) as last_given_at
from consent group by kind;
