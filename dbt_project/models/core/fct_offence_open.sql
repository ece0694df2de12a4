-- One row is one published count at city, station, state or province by month or year, without
-- victim attributes (ruling 8): the form of fct_offence that a public release carries, under the
-- name fct_offence. Settlements are summed to their city, sex and age to all, and the months of a
-- city's sexual offences to their year (macros/open_cells.sql says why).
with sexual as (
    {{ sexual_categories() }}
),

placed as (
    select
        fact.* exclude (period_id),
        area.city_id,
        {{ open_period_id('sexual.source_category_id is not null', 'area', 'period') }}
            as period_id,
        {{ open_area_id('area', 'city_area') }} as open_area_id
    from {{ ref('fct_offence') }} as fact
    inner join {{ ref('dim_area') }} as area on fact.area_id = area.area_id
    inner join {{ ref('dim_area') }} as city_area
        on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
    inner join {{ ref('dim_period') }} as period on fact.period_id = period.period_id
    left join sexual on fact.source_category_id = sexual.source_category_id
),

-- Cells of one group change at different times: each moment of change opens a version of the sum.
moment as (
    select distinct
        source_category_id, open_area_id, period_id, counting_unit_code, moment_at
    from (
        select
            source_category_id, open_area_id, period_id, counting_unit_code,
            known_from_at as moment_at
        from placed
        union all
        select
            source_category_id, open_area_id, period_id, counting_unit_code,
            known_to_at as moment_at
        from placed
        where known_to_at is not null
    )
),

summed as (
    select
        moment.source_category_id,
        placed.source_id,
        moment.open_area_id as area_id,
        moment.period_id,
        moment.counting_unit_code,
        cast(sum(placed.value_count) as bigint) as value_count,
        case
            when count(placed.value_count) > 0 then 'A'
            when bool_or(placed.obs_status_code = 'M') then 'M'
            when bool_or(placed.obs_status_code = 'L') then 'L'
            else 'O'
        end as obs_status_code,
        bool_or(placed.obs_status_code in ('O', 'P')) as has_value_fault,
        max(placed.extract_sha256) as extract_sha256,
        moment.moment_at as known_from_at
    from moment
    inner join placed
        on
            moment.source_category_id = placed.source_category_id
            and moment.open_area_id = placed.open_area_id
            and moment.period_id = placed.period_id
            and moment.counting_unit_code = placed.counting_unit_code
            and placed.known_from_at <= moment.moment_at
            and (placed.known_to_at is null or placed.known_to_at > moment.moment_at)
    group by all
),

-- The end of a version is the next moment of its group, also when nothing is left after it.
closed as (
    select
        source_category_id,
        open_area_id as area_id,
        period_id,
        counting_unit_code,
        moment_at as known_from_at,
        lead(moment_at) over (
            partition by source_category_id, open_area_id, period_id, counting_unit_code
            order by moment_at
        ) as known_to_at
    from moment
)

select
    summed.source_category_id,
    summed.source_id,
    summed.area_id,
    summed.period_id,
    summed.counting_unit_code,
    '0' as victim_sex_code,
    '0' as victim_age_code,
    'all' as victim_age_label,
    summed.value_count,
    cast(null as bigint) as pre_break_count,
    {{ status_of_cell('summed') }} as obs_status_code,
    {{ status_of_cell('summed') }} as obs_flag_codes,
    'F' as conf_status_code,
    summed.extract_sha256,
    summed.known_from_at,
    closed.known_to_at
from summed
inner join closed
    on
        summed.source_category_id = closed.source_category_id
        and summed.area_id = closed.area_id
        and summed.period_id = closed.period_id
        and summed.counting_unit_code = closed.counting_unit_code
        and summed.known_from_at = closed.known_from_at
