-- Why a registration was refused, for whoever asked; what is on a badge is made from the registration and kept nowhere.
alter table registration
	add column reason text not null default '',
	drop column badge,
	add constraint registration_rank_check check ((status = 'waiting' and category_id is not null) = (rank is not null));
-- The waiting list of a category, in the order of arrival.
create unique index registration_rank_unique on registration (category_id, rank) where rank is not null;
