create extension if not exists pg_trgm;
create extension if not exists citext;

create table audit_event (
	id         uuid        constraint audit_event_pk primary key,
	at         timestamptz not null,
	actor_id   uuid,
	request_id text        not null,
	action     text        not null,
	subject    text        not null,
	data       jsonb       not null default '{}'
);
create index audit_event_at on audit_event (at desc, id desc);
create index audit_event_subject on audit_event (subject, at desc);
create index audit_event_actor on audit_event (actor_id, at desc);
create index audit_event_action on audit_event (action, at desc);

-- The trail is append-only by the database's own rule: no code path, forgotten or new, can rewrite it.
create function audit_event_is_append_only() returns trigger language plpgsql as $$
begin
	raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_event_append_only before update or delete on audit_event
	for each row execute function audit_event_is_append_only();
create trigger audit_event_no_truncate before truncate on audit_event
	for each statement execute function audit_event_is_append_only();
