-- Amounts given in leva keep what was given beside their euros: { cents, currency }.
alter table budget_line add column original jsonb;

-- What was signed, or frozen by a signature, is never written again: whatever a verb forgot, the database refuses.
create function agreement_keep() returns trigger language plpgsql as $$
begin
	if exists (select from signature where agreement_id = old.id)
		and (new.content, new.digest, new.file_id, new.award_id, new.amendment) is distinct from
			(old.content, old.digest, old.file_id, old.award_id, old.amendment)
	then
		raise exception 'a signed agreement is never changed' using errcode = '23514', constraint = 'agreement_signed_check';
	end if;
	return new;
end $$;
create trigger agreement_keep before update on agreement for each row execute function agreement_keep();

create function budget_line_keep() returns trigger language plpgsql as $$
begin
	if exists (
		select from budget_version
		where id = coalesce(new.version_id, old.version_id) and frozen_at is not null
	) then
		raise exception 'a frozen plan is never changed' using errcode = '23514', constraint = 'budget_line_frozen_check';
	end if;
	return coalesce(new, old);
end $$;
create trigger budget_line_keep before insert or update or delete on budget_line for each row execute function budget_line_keep();

-- One account waits for confirmation at a time.
create unique index bank_account_waiting_unique on bank_account (award_id) where confirmed_at is null and replaced_at is null;
