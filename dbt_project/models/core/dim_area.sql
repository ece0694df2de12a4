-- One row is one area in one boundary version: the cities, their context areas (state, province),
-- and every area below a city that a source contributes. A city's area carries the city's code. A
-- municipality beside a city in the same state belongs to no city of the warehouse: its city is
-- empty.
{% set mark = " (SYNTHETIC)" if var('is_synthetic') else "" %}
with contributed as (
    {{ union_domain('areas') }}
),

city_area as (
    select
        country_code || ':city:' || admin_code as area_id,
        city_id,
        'city' as area_type_code,
        admin_code as area_code,
        name_local,
        context_area_id as parent_area_id,
        date '1900-01-01' as valid_from_date,
        cast(null as date) as valid_to_date,
        cast(null as double) as land_km2
    from {{ ref('cities') }}
),

context_area as (
    select
        context_area_id as area_id,
        min(city_id) as city_id,
        split_part(context_area_id, ':', 2) as area_type_code,
        split_part(context_area_id, ':', 3) as area_code,
        min(context_area_name) as name_local,
        cast(null as varchar) as parent_area_id,
        date '1900-01-01' as valid_from_date,
        cast(null as date) as valid_to_date,
        cast(null as double) as land_km2
    from {{ ref('cities') }}
    where context_area_id is not null
    group by context_area_id
),

-- Several sources may name one area: the one that knows its name comes first, then the earliest.
below_city as (
    select
        contributed.area_id,
        city.city_id,
        contributed.area_type_code,
        contributed.area_code,
        contributed.name_local,
        -- A country or survey domain is context beside a city and no part of it.
        case
            when contributed.area_type_code in ('country', 'survey_domain')
                then contributed.parent_area_id
            else coalesce(
                contributed.parent_area_id, city.country_code || ':city:' || city.admin_code
            )
        end as parent_area_id,
        coalesce(contributed.valid_from_date, date '1900-01-01') as valid_from_date,
        contributed.valid_to_date,
        contributed.land_km2,
        row_number() over (
            partition by contributed.area_id
            order by
                contributed.name_local is null,
                contributed.valid_from_date nulls last,
                contributed.land_km2 is null,
                contributed.source_id,
                contributed.extract_sha256
        ) as choice
    from contributed
    inner join {{ ref('cities') }} as city
        on
            contributed.country_code = city.country_code
            and contributed.city_admin_code = city.admin_code
    where contributed.area_type_code not in ('city', 'municipality', 'state', 'province')
),

neighbour as (
    select
        contributed.area_id,
        cast(null as varchar) as city_id,
        contributed.area_type_code,
        contributed.area_code,
        contributed.name_local,
        contributed.parent_area_id,
        coalesce(contributed.valid_from_date, date '1900-01-01') as valid_from_date,
        contributed.valid_to_date,
        contributed.land_km2,
        row_number() over (
            partition by contributed.area_id
            order by contributed.source_id, contributed.extract_sha256
        ) as choice
    from contributed
    inner join context_area on contributed.parent_area_id = context_area.area_id
    where contributed.area_type_code = 'municipality'
),

listed as (
    select * from city_area
    union all
    select * from context_area
    union all
    select * exclude (choice) from below_city
    where choice = 1
    union all
    select * exclude (choice) from neighbour
    where choice = 1
)

select
    listed.area_id,
    listed.city_id,
    listed.area_type_code,
    listed.area_code,
    coalesce(listed.name_local, listed.area_code || ' (not in the register)') || '{{ mark }}'
        as name_local,
    listed.parent_area_id,
    listed.valid_from_date,
    listed.valid_to_date,
    -- As published for land; where no file prints that, what the boundary measures.
    coalesce(listed.land_km2, geometry.computed_km2) as land_km2,
    geometry.geometry_ref
from listed
left join {{ ref('int_area_geometry') }} as geometry
    on listed.area_id = geometry.area_id and geometry.is_current
