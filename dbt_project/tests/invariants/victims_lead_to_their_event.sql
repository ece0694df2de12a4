-- Methods 1.3: a victim is one of an event that the warehouse holds, of the same source and
-- extract, and never more of them than the event counts.
select victim.event_id as key_code, 'no event' as problem
from {{ ref('fct_victim') }} as victim
where not exists (
    select 1
    from {{ ref('fct_offence_event') }} as event
    where
        event.event_id = victim.event_id
        and event.source_id = victim.source_id
        and event.known_from_at <= victim.known_from_at
        and (event.known_to_at is null or event.known_to_at > victim.known_from_at)
)
union all
select event.event_id as key_code, 'more victims than the event counts' as problem
from {{ ref('fct_offence_event') }} as event
inner join {{ ref('fct_victim') }} as victim
    on event.event_id = victim.event_id and victim.known_to_at is null
where event.known_to_at is null
group by event.event_id, event.unit_count
having count(*) > event.unit_count
