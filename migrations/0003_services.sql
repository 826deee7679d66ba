create table stored_file (
	id         uuid        constraint stored_file_pk primary key,
	digest     text        not null constraint stored_file_digest_check check (digest ~ '^[0-9a-f]{64}$'),
	bytes      bigint      not null constraint stored_file_bytes_check check (bytes > 0),
	type       text        not null,
	name       text        not null constraint stored_file_name_check check (length(name) between 1 and 120),
	owner_kind text        not null,
	owner_id   text        not null,
	created_by uuid,
	created_at timestamptz not null,
	removed_at timestamptz
);
create index stored_file_owner on stored_file (owner_kind, owner_id, created_at) where removed_at is null;
-- The contents of a digest may go once no row that still lives points at them.
create index stored_file_digest on stored_file (digest);

create table mail (
	id               uuid        constraint mail_pk primary key,
	kind             text        not null,
	ref              text,
	to_address       citext      not null,
	locale           text        not null,
	subject          text        not null,
	-- Emptied after delivery when the mail opened an account: whoever reads the outbox later must not sign in with it.
	text             text        not null,
	html             text        not null,
	secret           boolean     not null default false,
	reply_to         text,
	list_unsubscribe text,
	status           text        not null constraint mail_status_check check (status in ('queued', 'sent', 'failed', 'refused')),
	attempts         int         not null default 0,
	message_id       text        not null,
	created_at       timestamptz not null,
	sent_at          timestamptz,
	-- Sent without a mail server (a demonstration): it can be read in the outbox and nowhere else.
	outbox_only      boolean     not null default false,
	error            text
);
create index mail_created_at on mail (created_at desc, id desc);
create index mail_status on mail (status, created_at desc, id desc);
create index mail_to_address on mail (to_address, created_at desc);
create index mail_ref on mail (ref, created_at desc) where ref is not null;

create table mail_attachment (
	mail_id  uuid not null constraint mail_attachment_mail_fk references mail on delete cascade,
	file_id  uuid not null constraint mail_attachment_file_fk references stored_file on delete cascade,
	position int  not null,
	constraint mail_attachment_pk primary key (mail_id, file_id)
);
create index mail_attachment_file on mail_attachment (file_id);

-- No foreign key to the queue: it keeps jobs in partitions of its own and clears old ones itself.
create table job_progress (
	job_id     uuid        constraint job_progress_pk primary key,
	-- The account that asked for the job: it may watch it and take what it made.
	asked_by   uuid,
	done       int         not null constraint job_progress_done_check check (done >= 0),
	total      int         constraint job_progress_total_check check (total >= 0),
	note       text        not null,
	params     jsonb       not null default '{}',
	-- What the job leaves: its figures, a file to download, and what went wrong row by row.
	figures    jsonb,
	file_id    uuid        constraint job_progress_file_fk references stored_file on delete set null,
	errors     jsonb       not null default '[]',
	updated_at timestamptz not null
);
create index job_progress_updated_at on job_progress (updated_at);
create index job_progress_asked_by on job_progress (asked_by, updated_at desc);
