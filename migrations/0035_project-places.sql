-- A project is where it says, and where its partners are: as on the map of the portal. Many say no place of their own, and
-- their regions stood among those that got nothing. The rest of the facts is as it was.
drop materialized view figure_fact;
create materialized view figure_fact as
with registered as (
	select r.event_id, count(*)::int as people from registration r where r.status = 'accepted' group by r.event_id
), came as (
	select r.event_id, count(distinct r.id)::int as people from attendance t join registration r on r.id = t.registration_id group by r.event_id
), money as (
	select a.id,
		coalesce((select sum(i.amount_cents) from instalment i where i.award_id = a.id and i.status = 'paid'), 0)::bigint as paid,
		-- Of the last version of the financing plan: everything but what the programme itself gives.
		coalesce((
			select sum(l.planned_cents) from budget_line l
			where l.side = 'source' and l.category <> 'grant'
				and l.version_id = (select v.id from budget_version v where v.award_id = a.id order by v.number desc limit 1)
		), 0)::bigint as cofinanced
	from award a where a.status not in ('declined', 'cancelled')
), judged as (
	-- Each reader's total in percent of the scale, by the weights of the call.
	select r.application_id, r.evaluator_id,
		sum(c.weight * ((r.scores -> c.id::text ->> 'score')::numeric - c.scale_min) / (c.scale_max - c.scale_min)) / nullif(sum(c.weight), 0) * 100 as total
	from review r join application a on a.id = r.application_id join criterion c on c.call_id = a.call_id
	where r.status = 'submitted' and r.scores -> c.id::text ->> 'score' is not null
	group by 1, 2
), partnered as (
	-- Where the partners are that everybody may see.
	select x.project_id, array_agg(distinct o.territory) as codes
	from project_partner x join organisation o on o.id = x.organisation_id
	where o.status = 'listed' and o.territory is not null group by x.project_id
), agreed as (
	-- Two readers who say the same agree wholly; the farther apart the highest and the lowest are, the less.
	select application_id, 100 - (max(total) - min(total)) as agreement from judged group by 1 having count(*) > 1
)
select 'event' as kind, e.id, extract(year from e.starts_at at time zone 'Europe/Sofia')::int as year, e.service || e.services as services,
	e.priorities, e.themes, places_of(array_remove(array[e.territory], null)) as places, e.kind as category, e.status as detail,
	coalesce(r.people, 0)::float8 as n, coalesce(c.people, 0)::float8 as m, 0::float8 as o, null::text as country
from event e left join registered r on r.event_id = e.id left join came c on c.event_id = e.id
where e.status in ('published', 'done')
union all
select 'introduction', i.id, extract(year from i.asked_at at time zone 'Europe/Sofia')::int, '{}', '{}', coalesce(l.themes, '{}'),
	places_of(array_remove(array[f.territory, t.territory], null)), i.status,
	-- The best that either side said came of it.
	(select x.outcome from introduction_outcome x where x.introduction_id = i.id
		order by array_position(array['project', 'visit', 'exchange', 'contact', 'nothing'], x.outcome) limit 1),
	1, (i.from_agreed_at is not null and i.to_agreed_at is not null)::int, 0, null
from introduction i left join listing l on l.id = i.listing_id
	join organisation f on f.id = i.from_organisation join organisation t on t.id = i.to_organisation
union all
select 'call', c.id, extract(year from c.closes_at at time zone 'Europe/Sofia')::int, c.service || c.services, c.priorities, c.themes, '{}',
	c.kind, c.status, coalesce((select sum(envelope_cents) from lot where lot.call_id = c.id), 0), 0, 0, null
from call c where c.status not in ('draft', 'cancelled') and c.closes_at is not null
union all
select 'award', a.id, extract(year from a.awarded_at at time zone 'Europe/Sofia')::int,
	case when p.id is not null then p.service || p.services else array_remove(array[a.terms ->> 'service'], null) end,
	coalesce(p.priorities, c.priorities, '{}'), coalesce(p.themes, c.themes, '{}'),
	places_of(case when cardinality(p.territories) > 0 then p.territories else array_remove(array[o.territory], null) end),
	a.kind, a.status, a.amount_cents, money.paid, money.cofinanced, o.country
from award a join money on money.id = a.id left join project p on p.id = a.project_id left join call c on c.id = a.call_id
	left join organisation o on o.id = a.organisation_id
union all
select 'application', a.id, extract(year from c.decided_at at time zone 'Europe/Sofia')::int, c.service || c.services, c.priorities, c.themes,
	places_of(array_remove(array[o.territory], null)), coalesce(o.kind, 'person'),
	-- A town is as large as its people are many, another body as those it employs.
	case
		when o.population is not null then case
			when o.population < 5000 then 'town-1' when o.population < 20000 then 'town-2' when o.population < 100000 then 'town-3' else 'town-4' end
		else o.size
	end,
	(a.status = 'selected')::int, extract(epoch from c.decided_at - a.filed_at) / 86400, agreed.agreement::float8, o.country
from application a join call c on c.id = a.call_id left join organisation o on o.id = a.organisation_id
	left join agreed on agreed.application_id = a.id
where c.decided_at is not null and a.status in ('inadmissible', 'ineligible', 'selected', 'reserve', 'rejected')
union all
select 'project', p.id, extract(year from coalesce(p.starts_on, p.created_at::date))::int, p.service || p.services, p.priorities, p.themes,
	places_of(p.territories || coalesce(t.codes, '{}')), p.status, (p.public)::text, 1, 0, 0, null
from project p left join partnered t on t.project_id = p.id where p.status <> 'draft'
union all
select 'indicator', i.id, extract(year from p.ends_on)::int, p.service || p.services, p.priorities, p.themes,
	places_of(p.territories || coalesce(t.codes, '{}')), i.key,
	(p.public and p.status in ('completed', 'closed'))::text, i.actual::float8, coalesce(i.target, 0)::float8, 0, null
from indicator i join project p on p.id = i.project_id left join partnered t on t.project_id = p.id
where i.key is not null and i.actual is not null and (not i.people or i.actual >= 10)
union all
select 'organisation', o.id, extract(year from o.created_at at time zone 'Europe/Sofia')::int, '{}', '{}', o.themes,
	places_of(array_remove(array[o.territory], null)), o.kind, o.size, 1, 0, 0, o.country
from organisation o where o.status = 'listed';
create unique index figure_fact_once on figure_fact (kind, id);
create index figure_fact_kind_year on figure_fact (kind, year);
create index figure_fact_year on figure_fact (year);
