create table contact_message (
	id           uuid        constraint contact_message_pk primary key,
	name         text        not null constraint contact_message_name_check check (char_length(name) between 1 and 200),
	email        citext      not null constraint contact_message_email_check check (char_length(email) between 3 and 254),
	organisation text        constraint contact_message_organisation_check check (char_length(organisation) between 1 and 200),
	subject      text        not null,
	message      text        not null constraint contact_message_message_check check (char_length(message) between 1 and 5000),
	-- The page's language: the answer is written in it.
	locale       text        not null constraint contact_message_locale_check check (locale in ('fr', 'bg', 'en')),
	-- Of the sender, the words and the day: the same form posted twice is one message.
	digest       text        not null constraint contact_message_once_unique unique,
	received_at  timestamptz not null
);
create index contact_message_received_at on contact_message (received_at);
create index contact_message_email on contact_message (email);
