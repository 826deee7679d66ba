-- News, pages, good practices, media, mailings.

create table article (
	id            uuid        constraint article_pk primary key,
	kind          text        not null constraint article_kind_check check (kind in ('news', 'page')),
	service       text        not null,
	-- The language it was first written in: the others follow it.
	original      text        not null,
	themes        text[]      not null default '{}',
	priorities    text[]      not null default '{}',
	territories   text[]      not null default '{}',
	image_id      uuid,
	-- Shown first on the home page until then.
	featured_until timestamptz,
	version       int         not null default 1,
	created_at    timestamptz not null,
	created_by    uuid        constraint article_created_by_fk references account on delete set null,
	updated_at    timestamptz not null
);
create index article_listing on article (kind, updated_at desc, id desc);

-- One language of an article, with a life of its own.
create table article_text (
	article_id   uuid        not null constraint article_text_article_fk references article on delete cascade,
	locale       text        not null constraint article_text_locale_check check (locale in ('fr', 'bg', 'en')),
	slug         text        not null,
	title        text        not null,
	lead         text        not null default '',
	-- A document tree of known nodes; never HTML.
	body         jsonb       not null default '{"type":"doc","content":[]}',
	status       text        not null constraint article_text_status_check check (status in ('draft', 'published')),
	publish_at   timestamptz,
	published_at timestamptz,
	-- Version of the original it was translated from: behind it, the translation is outdated.
	follows      int,
	revision     int         not null default 1,
	updated_at   timestamptz not null,
	updated_by   uuid        constraint article_text_updated_by_fk references account on delete set null,
	constraint article_text_pk primary key (article_id, locale),
	constraint article_text_slug_unique unique (locale, slug)
);
create index article_text_public on article_text (locale, published_at desc, article_id desc) where status = 'published';
create index article_text_schedule on article_text (publish_at) where status = 'draft' and publish_at is not null;

create table article_revision (
	article_id uuid        not null constraint article_revision_article_fk references article on delete cascade,
	locale     text        not null,
	revision   int         not null,
	title      text        not null,
	lead       text        not null,
	body       jsonb       not null,
	saved_at   timestamptz not null,
	saved_by   uuid        constraint article_revision_saved_by_fk references account on delete set null,
	constraint article_revision_pk primary key (article_id, locale, revision)
);

-- An address that changed leads to the new one.
create table redirect (
	locale     text        not null,
	slug       text        not null,
	article_id uuid        not null constraint redirect_article_fk references article on delete cascade,
	made_at    timestamptz not null,
	constraint redirect_pk primary key (locale, slug)
);

create table media (
	id         uuid        constraint media_pk primary key,
	file_id    uuid        not null constraint media_file_fk references stored_file,
	-- Widths made: { "480": { "webp": file id, "jpeg": file id }, "960": …, "1920": … }.
	sizes      jsonb       not null default '{}',
	width      int,
	height     int,
	alt        jsonb       not null default '{}',
	credit     text        not null default '',
	name       text        not null,
	added_at   timestamptz not null,
	added_by   uuid        constraint media_added_by_fk references account on delete set null
);
create index media_listing on media (added_at desc, id desc);
alter table article add constraint article_image_fk foreign key (image_id) references media on delete set null;

create table practice (
	id              uuid        constraint practice_pk primary key,
	reference       text        not null constraint practice_reference_unique unique,
	title           jsonb       not null constraint practice_title_check check (title <> '{}'),
	problem         jsonb       not null default '{}',
	solution        jsonb       not null default '{}',
	actors          jsonb       not null default '{}',
	cost            jsonb       not null default '{}',
	results         jsonb       not null default '{}',
	conditions      jsonb       not null default '{}',
	organisation_id uuid        constraint practice_organisation_fk references organisation,
	account_id      uuid        constraint practice_account_fk references account on delete set null,
	themes          text[]      not null default '{}',
	priorities      text[]      not null default '{}',
	territory       text,
	event_id        uuid        constraint practice_event_fk references event on delete set null,
	project_id      uuid        constraint practice_project_fk references project on delete set null,
	-- Two people look: the content first, then the publication.
	status          text        not null constraint practice_status_check check (status in ('draft', 'submitted', 'checked', 'published', 'returned')),
	reason          text,
	checked_at      timestamptz,
	checked_by      uuid        constraint practice_checked_by_fk references account on delete set null,
	published_at    timestamptz,
	published_by    uuid        constraint practice_published_by_fk references account on delete set null,
	version         int         not null default 1,
	created_at      timestamptz not null,
	updated_at      timestamptz not null,
	constraint practice_two_people_check check (published_by is null or checked_by is null or published_by <> checked_by)
);
create index practice_public on practice (published_at desc, id desc) where status = 'published';
create index practice_status on practice (status, updated_at desc, id desc);

-- Readers, with or without an account; consent is theirs by kind of mail, confirmed from their own address.
create table subscriber (
	id             uuid        constraint subscriber_pk primary key,
	email          citext      not null constraint subscriber_email_unique unique,
	account_id     uuid        constraint subscriber_account_fk references account on delete cascade,
	locale         text        not null,
	kind           text,
	country        text,
	territory      text,
	themes         text[]      not null default '{}',
	-- Set by a bounce or a complaint: nothing more is sent.
	stopped_at     timestamptz,
	stop_reason    text,
	created_at     timestamptz not null
);

create table subscription (
	subscriber_id uuid        not null constraint subscription_subscriber_fk references subscriber on delete cascade,
	kind          text        not null constraint subscription_kind_check check (kind in ('newsletter', 'invitations')),
	asked_at      timestamptz not null,
	confirmed_at  timestamptz,
	ended_at      timestamptz,
	wording       text        not null,
	constraint subscription_pk primary key (subscriber_id, kind)
);
create index subscription_live on subscription (kind, subscriber_id) where confirmed_at is not null and ended_at is null;

create table campaign (
	id           uuid        constraint campaign_pk primary key,
	kind         text        not null constraint campaign_kind_check check (kind in ('newsletter', 'invitations')),
	service      text        not null,
	subject      jsonb       not null constraint campaign_subject_check check (subject <> '{}'),
	-- By language: the same tree as an article's.
	body         jsonb       not null default '{}',
	segment      jsonb       not null default '{}',
	status       text        not null constraint campaign_status_check check (status in ('draft', 'sending', 'paused', 'sent', 'cancelled')),
	public       boolean     not null default true,
	started_at   timestamptz,
	started_by   uuid        constraint campaign_started_by_fk references account on delete set null,
	ended_at     timestamptz,
	version      int         not null default 1,
	created_at   timestamptz not null,
	created_by   uuid        constraint campaign_created_by_fk references account on delete set null,
	updated_at   timestamptz not null
);
create index campaign_listing on campaign (updated_at desc, id desc);

-- Fixed when sending begins; a letter is marked before it leaves, so that nobody gets it twice.
create table campaign_letter (
	campaign_id   uuid        not null constraint campaign_letter_campaign_fk references campaign on delete cascade,
	subscriber_id uuid        not null constraint campaign_letter_subscriber_fk references subscriber on delete cascade,
	locale        text        not null,
	status        text        not null constraint campaign_letter_status_check check (status in ('waiting', 'sending', 'sent', 'skipped', 'bounced', 'failed')),
	message_id    text,
	sent_at       timestamptz,
	error         text,
	constraint campaign_letter_pk primary key (campaign_id, subscriber_id)
);
create index campaign_letter_waiting on campaign_letter (campaign_id, subscriber_id) where status in ('waiting', 'sending');
create index campaign_letter_message on campaign_letter (message_id) where message_id is not null;

-- What the home page puts forward, in this order; empty: the newest.
create table featured (
	position int  constraint featured_pk primary key,
	item     text not null constraint featured_item_unique unique
);
