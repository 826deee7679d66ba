-- What the evaluation of a call remembers beside the scores.

-- Whether evaluators read each other's reviews once all are in, and when they were disclosed: nothing is scored after that.
alter table call add share_reviews boolean not null default false;
alter table call add disclosed_at timestamptz;

-- Comments may be about people: they have a salt of their own, which is never published with the scores'.
alter table review add remarks_salt text;
-- Fell out after the draw: because of a conflict, or by an officer's hand.
alter table review add recused_at timestamptz;
alter table review add recuse_reason text constraint review_recuse_reason_check check (char_length(recuse_reason) <= 2000);
alter table review add reminded_at timestamptz;
-- A review that was sealed stays sealed.
alter table review add constraint review_submitted_check
	check (status <> 'submitted' or (submitted_at is not null and commitment is not null and salt is not null));
