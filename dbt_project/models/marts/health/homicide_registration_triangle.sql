-- One row is the deaths by homicide of one area and year of occurrence that were registered in one
-- year: how much of a year's deaths the registers hold after how long. As published by area and
-- both years, without the sex of the dead (ruling 8). State and country rows are context, never
-- the city; a municipality beside a city is of no city.
{% set flags = {
    'L': 'triangle.registered_count is null',
    'P': 'triangle.last_registered_year = triangle.occurrence_year',
} %}
select
    triangle.source_id,
    case when area.area_type_code <> 'country' then area.city_id end as city_id,
    triangle.area_id,
    area.area_type_code as area_scope,
    occurred.period_id,
    occurred.period_start,
    occurred.period_end,
    registered.period_id as registered_period_id,
    cast(triangle.lag_years as integer) as lag_years,
    'death' as counting_unit_code,
    triangle.death_count,
    triangle.registered_count,
    100.0 * triangle.registered_count / nullif(whole.registered_count, 0) as registered_share_pct,
    expected.expected_share_pct,
    expected.year_count as followed_year_count,
    {{ leading_status(flags) }} as obs_status_code,
    coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
    'F' as conf_status_code,
    triangle.extract_sha256_list,
    triangle.known_from_at
from {{ ref('int_death_triangle') }} as triangle
inner join {{ ref('int_death_triangle') }} as whole
    on
        triangle.source_id = whole.source_id
        and triangle.manner_code = whole.manner_code
        and triangle.area_id = whole.area_id
        and triangle.occurrence_year = whole.occurrence_year
        and whole.registered_year = whole.last_registered_year
left join {{ ref('int_death_lag') }} as expected
    on
        triangle.source_id = expected.source_id
        and triangle.manner_code = expected.manner_code
        and triangle.area_id = expected.area_id
        and triangle.lag_years = expected.lag_years
inner join {{ ref('dim_area') }} as area on triangle.area_id = area.area_id
inner join {{ ref('dim_period') }} as occurred
    on
        occurred.calendar_code = 'gregorian'
        and occurred.grain_code = 'year'
        and year(occurred.period_start) = triangle.occurrence_year
inner join {{ ref('dim_period') }} as registered
    on
        registered.calendar_code = 'gregorian'
        and registered.grain_code = 'year'
        and year(registered.period_start) = triangle.registered_year
where
    triangle.manner_code = 'homicide'
    and area.area_type_code in ('city', 'municipality', 'state', 'province', 'country')
