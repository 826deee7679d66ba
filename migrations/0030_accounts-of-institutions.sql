-- Signing in through an institution's identity provider, and by passkey.

-- A credential whose provider is an issuer's address is a login there: `subject` is who the person is for that issuer.
alter table credential add column last_used_at timestamptz;
-- One login per issuer: a second one is somebody else who was given the same mail address.
alter table credential add constraint credential_provider_unique unique (account_id, provider);
-- The index of that constraint begins with the account too.
drop index credential_account;

create table passkey (
	id            uuid        constraint passkey_pk primary key,
	account_id    uuid        not null constraint passkey_account_fk references account on delete cascade,
	-- As the authenticator calls it, in base64url.
	credential_id text        not null constraint passkey_credential_unique unique
		constraint passkey_credential_check check (char_length(credential_id) between 1 and 1400),
	public_key    bytea       not null,
	-- How often the authenticator says it was used; many always say 0. A smaller number than before is a copy.
	sign_count    bigint      not null,
	transports    text[]      not null default '{}',
	name          text        not null constraint passkey_name_check check (char_length(name) between 1 and 100),
	created_at    timestamptz not null,
	last_used_at  timestamptz
);
create index passkey_account on passkey (account_id, created_at);
