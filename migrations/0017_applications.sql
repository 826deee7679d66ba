-- Which opening of a page a version was saved from: a save whose answer was lost is that page's own, not somebody else's.
alter table application_draft add column page text constraint application_draft_page_check check (char_length(page) <= 60);
