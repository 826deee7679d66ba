-- Where a grant of another funder is spent, as its file says it, for the map.
alter table outside_grant
	add column lat real constraint outside_grant_lat_check check (lat between -90 and 90),
	add column lon real constraint outside_grant_lon_check check (lon between -180 and 180),
	add constraint outside_grant_place_check check ((lat is null) = (lon is null));
create index outside_grant_country on outside_grant (country);
