-- A watch follows a search or one opportunity. Until when its news were looked through: what happened later is still to be told.
alter table watch rename column last_sent_at to looked_at;
drop table watched_opportunity;
