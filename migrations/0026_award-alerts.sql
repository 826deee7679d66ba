-- Since when a line of its plan, or the part it pays, has been outside what the agreement tolerates; null while all is within.
alter table award add column alerted_at timestamptz;
create index award_alerted on award (alerted_at) where alerted_at is not null;
