-- One row is one current count of one category in one reporting area: the city (everything in it
-- summed), a police precinct, a state or a province. Sex and age are summed to all. Counts and
-- events meet here; from here on nothing knows a victim.
with placed as (
    select
        fact.source_id,
        fact.source_category_id,
        fact.counting_unit_code,
        fact.period_id,
        fact.area_id,
        fact.value_count,
        fact.obs_status_code,
        fact.obs_status_code in ('O', 'P') as has_value_fault
    from {{ ref('fct_offence') }} as fact
    where fact.known_to_at is null
    union all
    select
        event.source_id,
        event.source_category_id,
        event.counting_unit_code,
        {{ period_id(
            "'gregorian'", "'month'", "date_trunc('month', event.occurred_date)"
        ) }} as period_id,
        event.area_id,
        event.unit_count as value_count,
        'A' as obs_status_code,
        false as has_value_fault
    from {{ ref('fct_offence_event') }} as event
    where event.known_to_at is null and event.occurred_date is not null
),

targeted as (
    select
        placed.*,
        area.area_type_code,
        case
            when area.area_type_code in ('state', 'province', 'country') then area.area_id
            else city_area.area_id
        end as whole_area_id
    from placed
    inner join {{ ref('dim_area') }} as area on placed.area_id = area.area_id
    inner join {{ ref('dim_area') }} as city_area
        on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
),

every_target as (
    select *, whole_area_id as target_area_id from targeted
    union all
    select *, area_id as target_area_id from targeted where area_type_code = 'police_precinct'
)

select
    source_id,
    source_category_id,
    counting_unit_code,
    period_id,
    target_area_id as area_id,
    cast(sum(value_count) as bigint) as value_count,
    case
        when count(value_count) > 0 then 'A'
        when bool_or(obs_status_code = 'M') then 'M'
        when bool_or(obs_status_code = 'L') then 'L'
        else 'O'
    end as obs_status_code,
    bool_or(has_value_fault) as has_value_fault
from every_target
group by all
