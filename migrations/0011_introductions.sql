-- Introductions asked from behind an anonymous listing, who ended one, and whether a refusal's note may be read.

alter table introduction
	-- The asker does not know whom they asked, until that side agrees.
	add column veiled boolean not null default false,
	add column ended_by text constraint introduction_ended_by_check check (ended_by in ('from', 'to', 'service')),
	-- The side that declined lets the other one read its note.
	add column note_shared boolean not null default false;

-- A veiled one must not be refused because the two are in touch already: the refusal would say who stands behind the listing.
drop index introduction_standing_unique;
create unique index introduction_standing_unique on introduction
	(least(from_organisation, to_organisation), greatest(from_organisation, to_organisation))
	where status in ('asked', 'accepted') and not veiled;
create unique index introduction_veiled_unique on introduction (from_organisation, listing_id)
	where status in ('asked', 'accepted') and veiled;
create index introduction_outcome_due on introduction (to_agreed_at) where status = 'accepted' and outcome_asked_at is null;
