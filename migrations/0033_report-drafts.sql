-- What was changed in a report and when: the answers after each save, thinned out by age as those of applications are.
create table report_draft (
	report_id uuid        not null constraint report_draft_report_fk references report on delete cascade,
	version   int         not null,
	answers   jsonb       not null,
	saved_at  timestamptz not null,
	saved_by  uuid        constraint report_draft_saved_by_fk references account on delete set null,
	reason    text        not null constraint report_draft_reason_check check (reason in ('saved', 'merged', 'restored', 'filed')),
	constraint report_draft_pk primary key (report_id, version)
);

-- What was written before there was a history is where it begins.
insert into report_draft (report_id, version, answers, saved_at, reason)
select id, version, answers, coalesce(filed_at, now()), 'saved' from report where answers <> '{}';
