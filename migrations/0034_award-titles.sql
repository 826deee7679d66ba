-- An award without a project or a call has its title in its terms: the partner's file says it.
create or replace view partner_thread as
select 'organisation' as party, organisation_id as party_id, 'listing' as kind, id, reference, title, side as role, status as state,
	'{}'::text[] as services, false as reserved, false as sealed, updated_at as at, null::bigint as cents, null::jsonb as about, null::uuid as within
from listing
union all
select 'organisation', i.from_organisation, 'introduction', i.id, i.reference, o.name, 'from', i.status,
	'{}', false, false, i.asked_at, null, null, null
from introduction i join organisation o on o.id = i.to_organisation
union all
select 'organisation', i.to_organisation, 'introduction', i.id, i.reference, o.name, 'to', i.status,
	'{}', false, false, i.asked_at, null, null, null
from introduction i join organisation o on o.id = i.from_organisation
union all
select 'organisation', p.organisation_id, 'event', e.id, e.reference, e.title, p.role, e.status,
	e.service || e.services, e.reserved, false, e.starts_at, null, null, null
from event_partner p join event e on e.id = p.event_id
union all
select 'organisation', r.organisation_id, 'event', e.id, e.reference, e.title, 'came', e.status,
	e.service || e.services, e.reserved, false, e.starts_at, r.people, null, null
from (
	select organisation_id, event_id, count(*) as people from registration
	where status = 'accepted' and organisation_id is not null group by organisation_id, event_id
) r join event e on e.id = r.event_id
union all
select 'organisation', a.organisation_id, 'application', a.id, a.reference, to_jsonb(a.title), 'applicant', a.status,
	c.service || c.services, c.reserved, c.opened_at is null, a.filed_at, case when c.opened_at is not null then a.requested_cents end, c.title, c.id
from application a join call c on c.id = a.call_id where a.filed_at is not null
union all
select 'organisation', a.organisation_id, 'award', a.id, a.reference, coalesce(p.title, c.title, a.terms -> 'title', '{}'), a.kind, a.status,
	coalesce(p.service || p.services, c.service || c.services, '{}'), coalesce(p.reserved, c.reserved, false), false,
	a.awarded_at, a.amount_cents, null, null
from award a left join project p on p.id = a.project_id left join call c on c.id = a.call_id
union all
select 'organisation', pp.organisation_id, 'project', p.id, p.reference, p.title, pp.role, p.status,
	p.service || p.services, p.reserved, false, coalesce(p.starts_on::timestamptz, p.created_at), null, null, null
from project_partner pp join project p on p.id = pp.project_id
union all
select 'organisation', organisation_id, 'practice', id, reference, title, 'author', status,
	'{}', false, false, updated_at, null, null, null
from practice where organisation_id is not null
union all
select 'organisation', k.organisation_id, 'commitment', k.id, e.reference, to_jsonb(k.text), k.kind,
	case when k.done_on is null then 'open' else 'done' end,
	e.service || e.services, e.reserved, false, coalesce(k.due_on::timestamptz, e.starts_at), null, e.title, e.id
from commitment k join event e on e.id = k.event_id where k.organisation_id is not null
union all
select 'person', p.id, 'event', e.id, e.reference, e.title, 'came', r.status,
	e.service || e.services, e.reserved, false, e.starts_at, null, null, null
from person p join registration r on r.account_id = p.account_id join event e on e.id = r.event_id
union all
select 'person', p.id, 'event', e.id, e.reference, e.title, 'came', r.status,
	e.service || e.services, e.reserved, false, e.starts_at, null, null, null
from person p join registration r on r.email = p.email and r.account_id is null join event e on e.id = r.event_id
union all
select 'person', s.person_id, 'event', e.id, e.reference, e.title, 'speaker', e.status,
	e.service || e.services, e.reserved, false, e.starts_at, null, null, null
from speaker s join event e on e.id = s.event_id where s.person_id is not null
union all
select 'person', p.id, 'application', a.id, a.reference, to_jsonb(a.title), 'applicant', a.status,
	c.service || c.services, c.reserved, c.opened_at is null, a.filed_at, case when c.opened_at is not null then a.requested_cents end, c.title, c.id
from person p join application a on a.account_id = p.account_id join call c on c.id = a.call_id
where a.filed_at is not null and a.organisation_id is null
union all
select 'person', p.id, 'award', a.id, a.reference, coalesce(j.title, c.title, a.terms -> 'title', '{}'), a.kind, a.status,
	coalesce(j.service || j.services, c.service || c.services, '{}'), coalesce(j.reserved, c.reserved, false), false,
	a.awarded_at, a.amount_cents, null, null
from person p join award a on a.account_id = p.account_id left join project j on j.id = a.project_id left join call c on c.id = a.call_id
union all
select 'person', s.person_id, 'award', a.id, a.reference, coalesce(j.title, a.terms -> 'title', '{}'), 'mission', a.status,
	coalesce(j.service || j.services, '{}'), coalesce(j.reserved, false), false, s.starts_on::timestamptz, null, null, null
from stay s join award a on a.id = s.award_id left join project j on j.id = a.project_id where s.person_id is not null
union all
select 'person', p.id, 'introduction', i.id, i.reference, o.name, 'from', i.status, '{}', false, false, i.asked_at, null, null, null
from person p join introduction i on i.from_account = p.account_id join organisation o on o.id = i.to_organisation
union all
select 'person', p.id, 'introduction', i.id, i.reference, o.name, 'to', i.status, '{}', false, false, i.asked_at, null, null, null
from person p join introduction i on i.to_account = p.account_id join organisation o on o.id = i.from_organisation;
