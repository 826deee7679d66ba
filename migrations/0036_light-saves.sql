-- A draft is saved every few seconds while somebody types. With its moment in these indexes every save wrote a new entry in
-- each index of the table; without it, and with room left in the page, a save touches none of them. Nobody has so many
-- applications that putting them in order is work.
drop index application_account;
drop index application_organisation;
create index application_account on application (account_id);
create index application_organisation on application (organisation_id);
alter table application set (fillfactor = 70);
