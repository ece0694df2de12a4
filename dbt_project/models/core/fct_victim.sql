-- One row is one victim of one event in one knowledge interval, only where a row of the publisher
-- is a person (ruling 5). Restricted: it never leaves the candidate, and the age in years stays
-- here. A place is that of the event; a source that publishes no relationship, citizenship or
-- legal status leaves it null, which is not "unknown".
with staged as (
    {{ union_domain('victims') }}
),

stated as (
    select
        staged.source_id,
        staged.coverage_scope,
        staged.extract_sha256,
        staged.source_id || ':' || staged.event_key || ':'
        || cast(staged.victim_ordinal as varchar) as victim_id,
        staged.source_id || ':' || staged.event_key as event_id,
        coalesce(staged.sv_code, '4') as sv_code,
        coalesce({{ age_band('staged.age_years') }}, staged.av_code, '6') as av_code,
        staged.age_years,
        coalesce(
            staged.stv_code,
            case when staged.age_years < 18 then '1' when staged.age_years >= 18 then '2' end,
            '4'
        ) as stv_code,
        staged.vip_code,
        staged.cit_code,
        staged.ls_code
    from staged
    -- Only the victims of events that core keeps: those of the areas of its cities.
    inner join {{ ref('int_offence_event') }} as event
        on
            staged.source_id = event.source_id
            and staged.extract_sha256 = event.extract_sha256
            and staged.row_number = event.row_number
            and staged.event_key = event.event_key
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['victim_id', 'event_id'],
        ['sv_code', 'av_code', 'age_years', 'stv_code', 'vip_code', 'cit_code', 'ls_code'],
    ) }}
)

select
    victim_id,
    event_id,
    source_id,
    sv_code,
    av_code,
    age_years,
    stv_code,
    vip_code,
    cit_code,
    ls_code,
    extract_sha256,
    known_from_at,
    known_to_at
from versioned
