-- Accounts, what proves them, and what they may do. `account`, `credential`, `session`, `verification` and
-- `second_factor` are better-auth's user, account, session, verification and twoFactor under our words
-- (src/modules/identity/auth.server.ts maps them); the other tables are ours alone.

create table account (
	id                    uuid        constraint account_pk primary key,
	email                 citext      not null constraint account_email_unique unique,
	email_verified        boolean     not null default false,
	-- Empty until the person says it: an account can begin with a link sent to an address.
	name                  text        not null default '' constraint account_name_check check (char_length(name) <= 200),
	latin_name            text        constraint account_latin_name_check check (char_length(latin_name) <= 200),
	image                 text,
	locale                text        not null default 'fr' constraint account_locale_check check (locale in ('fr', 'bg', 'en')),
	second_factor_enabled boolean     not null default false,
	erased_at             timestamptz,
	created_at            timestamptz not null,
	updated_at            timestamptz not null
);

create table credential (
	id                       uuid        constraint credential_pk primary key,
	account_id               uuid        not null constraint credential_account_fk references account on delete cascade,
	provider                 text        not null,
	-- Who the account is for that provider; for a password, the account itself.
	subject                  text        not null,
	password_hash            text,
	access_token             text,
	refresh_token            text,
	id_token                 text,
	access_token_expires_at  timestamptz,
	refresh_token_expires_at timestamptz,
	scope                    text,
	created_at               timestamptz not null,
	updated_at               timestamptz not null,
	constraint credential_subject_unique unique (provider, subject)
);
create index credential_account on credential (account_id);

create table session (
	id               uuid        constraint session_pk primary key,
	account_id       uuid        not null constraint session_account_fk references account on delete cascade,
	token            text        not null constraint session_token_unique unique,
	-- Shortened before it is stored: enough to recognise a place, not a person.
	address          text,
	user_agent       text        constraint session_user_agent_check check (char_length(user_agent) <= 400),
	fresh_at         timestamptz,
	-- Null on an account with a second factor: only the first step is done, and nobody is signed in yet.
	second_factor_at timestamptz,
	last_seen_at     timestamptz not null,
	expires_at       timestamptz not null,
	created_at       timestamptz not null
);
create index session_account on session (account_id);
create index session_expiry on session (expires_at);

-- One-time proofs: only digests of what was sent, never the thing itself.
create table verification (
	id         uuid        constraint verification_pk primary key,
	identifier text        not null,
	value      text        not null,
	email      citext,
	account_id uuid        constraint verification_account_fk references account on delete cascade,
	expires_at timestamptz not null,
	created_at timestamptz not null,
	updated_at timestamptz not null
);
create index verification_identifier on verification (identifier);
create index verification_email on verification (email);
create index verification_account on verification (account_id);
create index verification_expiry on verification (expires_at);

create table second_factor (
	id                        uuid        constraint second_factor_pk primary key,
	account_id                uuid        not null constraint second_factor_account_unique unique
		constraint second_factor_account_fk references account on delete cascade,
	secret                    text        not null,
	backup_codes              text        not null,
	verified                  boolean     not null default false,
	-- The last thirty-second step a code was accepted for: a code seen over a shoulder is not good twice.
	last_step                 bigint,
	failed_verification_count integer     not null default 0,
	locked_until              timestamptz
);

create table role_grant (
	id         uuid        constraint role_grant_pk primary key,
	account_id uuid        not null constraint role_grant_account_fk references account on delete cascade,
	-- A service's key in the programme; null for the whole programme.
	service    text,
	role       text        not null constraint role_grant_role_check
		check (role in ('evaluator', 'officer', 'editor', 'finance', 'head', 'administrator', 'auditor')),
	granted_by uuid        constraint role_grant_granted_by_fk references account on delete set null,
	granted_at timestamptz not null,
	constraint role_grant_unique unique nulls not distinct (account_id, service, role)
);
create index role_grant_role on role_grant (role, service);

create table invitation (
	id           uuid        constraint invitation_pk primary key,
	-- Null once the person has their data erased.
	email        citext,
	service      text,
	role         text        not null constraint invitation_role_check
		check (role in ('evaluator', 'officer', 'editor', 'finance', 'head', 'administrator', 'auditor')),
	locale       text        not null constraint invitation_locale_check check (locale in ('fr', 'bg', 'en')),
	token_digest text        not null constraint invitation_token_unique unique,
	invited_by   uuid        constraint invitation_invited_by_fk references account on delete set null,
	invited_at   timestamptz not null,
	expires_at   timestamptz not null,
	accepted_at  timestamptz,
	accepted_by  uuid        constraint invitation_accepted_by_fk references account on delete set null,
	withdrawn_at timestamptz,
	constraint invitation_outcome_check check (accepted_at is null or withdrawn_at is null)
);
create unique index invitation_open_unique on invitation (email, service, role) nulls not distinct
	where accepted_at is null and withdrawn_at is null;
create index invitation_listing on invitation (invited_at desc, id desc);

create table consent (
	id           uuid        constraint consent_pk primary key,
	-- Null once the person has their data erased: what remains is a count.
	account_id   uuid        constraint consent_account_fk references account on delete cascade,
	kind         text        not null constraint consent_kind_check check (kind in ('newsletter', 'invitations', 'directory', 'research')),
	given_at     timestamptz not null,
	withdrawn_at timestamptz,
	-- Which wording was agreed to, in which language, on which page.
	wording      text        not null,
	locale       text        not null constraint consent_locale_check check (locale in ('fr', 'bg', 'en')),
	source       text        not null,
	constraint consent_order_check check (withdrawn_at >= given_at)
);
create unique index consent_standing_unique on consent (account_id, kind) where withdrawn_at is null;
create index consent_account on consent (account_id, kind, given_at desc);

-- How often something was tried: keys are keyed digests, never an address or a mail in clear.
create table rate_limit (
	key        text        constraint rate_limit_pk primary key,
	points     integer     not null,
	expires_at timestamptz not null
);
create index rate_limit_expiry on rate_limit (expires_at);

-- Where an account has signed in from, as keyed digests: an attack from elsewhere does not slow its owner there.
create table known_address (
	account_id   uuid        constraint known_address_account_fk references account on delete cascade,
	digest       text        not null,
	last_seen_at timestamptz not null,
	constraint known_address_pk primary key (account_id, digest)
);
create index known_address_digest on known_address (digest);
