-- One row is one comuna, corregimiento, barrio or vereda of Medellín as one file lists it. The
-- codes of the city are not unique in the country: they stand behind the code of the municipality.
-- No file says since when an area has its bounds: an open start.
with comuna as (
    select
        _extract_sha256 as extract_sha256,
        trim(comuna) as local_code,
        nombre as name_local,
        {{ strict_decimal('shapearea') }} / 1e6 as land_km2
    from {{ source('co_medellin_geography', 'comuna_boundaries') }}
    union all
    select
        _extract_sha256 as extract_sha256,
        {{ padded_code('comuna', 2) }} as local_code,
        nombre as name_local,
        null as land_km2
    from {{ source('co_medellin_geography', 'comuna_population') }}
),

barrio as (
    select
        _extract_sha256 as extract_sha256,
        trim(codigo) as local_code,
        nombre as name_local,
        -- SN01 and SN02 are areas without a name that lie in no comuna.
        case when {{ full_match('trim(limitecomu)', '[0-9]{2}') }} then trim(limitecomu) end
            as comuna_code
    from {{ source('co_medellin_geography', 'barrios') }}
),

listed as (
    select
        extract_sha256,
        {{ medellin_comuna_type('local_code') }} as area_type_code,
        local_code,
        name_local,
        'COL:city:05001' as parent_area_id,
        land_km2
    from comuna
    union all
    select
        extract_sha256,
        'barrio' as area_type_code,
        local_code,
        name_local,
        case
            when comuna_code is null then 'COL:city:05001'
            else 'COL:' || {{ medellin_comuna_type('comuna_code') }} || ':05001-' || comuna_code
        end as parent_area_id,
        null as land_km2
    from barrio
),

final as (
    select
        'co_medellin_geography' as source_id,
        extract_sha256,
        'COL:' || area_type_code || ':05001-' || local_code as area_id,
        'COL' as country_code,
        '05001' as city_admin_code,
        area_type_code,
        '05001-' || local_code as area_code,
        name_local,
        parent_area_id,
        null as valid_from_date,
        null as valid_to_date,
        land_km2
    from listed
    where local_code is not null
)

{{ canonical_areas('final') }}
