-- Consent to mails, kind by kind, as dated records; campaigns approved by a second person; what came back.

alter table consent
	drop constraint consent_kind_check,
	add constraint consent_kind_check check (kind in ('newsletter', 'invitations', 'calls', 'funding', 'directory', 'research'));

-- Asked for on the portal and not yet confirmed from the address itself; forgotten after a week.
create table subscription_request (
	id           uuid        constraint subscription_request_pk primary key,
	email        citext      not null,
	locale       text        not null constraint subscription_request_locale_check check (locale in ('fr', 'bg', 'en')),
	kinds        text[]      not null constraint subscription_request_kinds_check check (cardinality(kinds) > 0),
	-- What they said of themselves: the kind of organisation, where, which themes.
	organisation_kind text,
	territory    text,
	themes       text[]      not null default '{}',
	asked_at     timestamptz not null,
	expires_at   timestamptz not null,
	confirmed_at timestamptz
);
create index subscription_request_expiry on subscription_request (expires_at);

alter table subscriber rename column kind to organisation_kind;
alter table subscriber
	drop column country,
	add constraint subscriber_locale_check check (locale in ('fr', 'bg', 'en')),
	add constraint subscriber_account_unique unique (account_id),
	add constraint subscriber_stop_check check ((stopped_at is null) = (stop_reason is null));

-- A reader's yes to one kind of mail, from when to when, in which words and language, on which page. It is never changed,
-- only ended: a second yes is a second record.
drop table subscription;
create table subscription (
	id            uuid        constraint subscription_pk primary key,
	subscriber_id uuid        not null constraint subscription_subscriber_fk references subscriber on delete cascade,
	kind          text        not null constraint subscription_kind_check check (kind in ('newsletter', 'invitations', 'calls', 'funding')),
	asked_at      timestamptz not null,
	given_at      timestamptz not null,
	wording       text        not null,
	locale        text        not null constraint subscription_locale_check check (locale in ('fr', 'bg', 'en')),
	source        text        not null constraint subscription_source_check check (source in ('portal', 'preferences', 'account', 'demo')),
	ended_at      timestamptz,
	ended_by      text        constraint subscription_ended_by_check check (ended_by in ('one-click', 'preferences', 'account', 'complaint')),
	constraint subscription_order_check check (asked_at <= given_at and given_at <= ended_at),
	constraint subscription_end_check check ((ended_at is null) = (ended_by is null))
);
create unique index subscription_live_unique on subscription (subscriber_id, kind) where ended_at is null;
create index subscription_live on subscription (kind, subscriber_id) where ended_at is null;
create index subscription_history on subscription (subscriber_id, given_at desc);

alter table campaign
	drop constraint campaign_kind_check,
	drop constraint campaign_status_check,
	add column preheader    jsonb not null default '{}',
	-- The version that was sent to its author as a test: nothing else can be submitted.
	add column tested_version int,
	add column submitted_at timestamptz,
	add column submitted_by uuid constraint campaign_submitted_by_fk references account on delete set null,
	-- Why the second person sent it back, for whoever wrote it.
	add column return_reason text,
	add column approved_at  timestamptz,
	add column approved_by  uuid constraint campaign_approved_by_fk references account on delete set null,
	add column send_at      timestamptz,
	add column job_id       uuid,
	-- Of the letters, kept when those are forgotten.
	add column figures      jsonb not null default '{}',
	drop column started_by,
	add constraint campaign_kind_check check (kind in ('newsletter', 'invitations', 'calls', 'funding')),
	add constraint campaign_status_check check (status in ('draft', 'submitted', 'scheduled', 'sending', 'paused', 'sent', 'cancelled')),
	add constraint campaign_two_people_check check (approved_by is null or submitted_by is null or approved_by <> submitted_by);
create index campaign_due on campaign (send_at) where status = 'scheduled';
create index campaign_public on campaign (ended_at desc, id desc) where status = 'sent' and public;

-- A letter is `sending` while it is in the hands of the run `run_id`; `unsure` when nobody can say whether it left.
alter table campaign_letter
	drop constraint campaign_letter_status_check,
	drop column message_id,
	add column run_id   uuid,
	add column attempts int not null default 0,
	add column retry_at timestamptz,
	add constraint campaign_letter_status_check
		check (status in ('waiting', 'sending', 'sent', 'unsure', 'skipped', 'bounced', 'failed')),
	add constraint campaign_letter_run_check check ((status = 'sending') = (run_id is not null));
create index campaign_letter_subscriber on campaign_letter (subscriber_id, sent_at desc);

-- What mail servers said of a letter afterwards. A hard one stops the address, soft ones are counted.
create table bounce (
	id            uuid        constraint bounce_pk primary key,
	campaign_id   uuid        not null constraint bounce_campaign_fk references campaign on delete cascade,
	subscriber_id uuid        not null constraint bounce_subscriber_fk references subscriber on delete cascade,
	kind          text        not null constraint bounce_kind_check check (kind in ('hard', 'soft', 'complaint')),
	-- RFC 3463, as the server gave it; its words without the address.
	status        text,
	diagnostic    text,
	received_at   timestamptz not null,
	constraint bounce_once_unique unique (campaign_id, subscriber_id, kind)
);
create index bounce_subscriber on bounce (subscriber_id, received_at desc);
