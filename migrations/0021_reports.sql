-- Of a voucher: why a part was deducted, and what must be corrected, line by line.
alter table expense add column deduction_note text not null default '';
alter table expense add column request text;
alter table expense add constraint expense_deduction_check check (deduction is null or accepted_cents < amount_cents);
create index report_award on report (award_id, due_on);

-- Money that came back: what had been paid above what was due. With it the balance is settled.
create table repayment (
	id           uuid        constraint repayment_pk primary key,
	award_id     uuid        not null constraint repayment_award_fk references award,
	amount_cents bigint      not null constraint repayment_amount_check check (amount_cents > 0),
	reference    text        not null constraint repayment_reference_unique unique,
	received_on  date        not null,
	recorded_at  timestamptz not null,
	recorded_by  uuid        constraint repayment_recorded_by_fk references account on delete set null
);
create index repayment_award on repayment (award_id);

-- The same indicator of the programme once per project: it is counted once.
create unique index indicator_key_unique on indicator (project_id, key) where key is not null;
