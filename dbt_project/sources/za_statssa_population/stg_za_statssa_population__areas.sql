-- One row is one ward in one boundary version, or one small area of Census 2011. Two versions of a
-- ward carry one code and are two areas: the year of the boundaries ends their id. The files give
-- that year and no day: a version is valid from its first day to the last before the next version.
with ward as (
    select
        counted.extract_sha256,
        counted.geo_code,
        counted.boundary_version,
        municipality.municipality_code,
        version.next_version
    from {{ ref('stg_za_statssa_population__areas_counted') }} as counted
    inner join {{ ref('ward_municipalities__za_statssa_population') }} as municipality
        on substring(counted.geo_code, 1, 3) = municipality.ward_prefix
    inner join (
        select boundary_version, lead(boundary_version) over (order by boundary_version)
            as next_version
        from (
            select distinct boundary_version
            from {{ ref('stg_za_statssa_population__areas_counted') }}
            where geo_level = 'ward'
        )
    ) as version
        on counted.boundary_version = version.boundary_version
    where counted.geo_level = 'ward' and counted.operation_code = 'census_2011'
),

final as (
    select
        'za_statssa_population' as source_id,
        extract_sha256,
        {{ area_id('ZAF', 'ward', "geo_code || ':' || boundary_version") }} as area_id,
        'ZAF' as country_code,
        municipality_code as city_admin_code,
        'ward' as area_type_code,
        geo_code as area_code,
        'Ward ' || cast(cast(substring(geo_code, 4) as integer) as varchar)
        || ' (' || boundary_version || ')' as name_local,
        {{ area_id('ZAF', 'city', 'municipality_code') }} as parent_area_id,
        make_date(cast(boundary_version as integer), 1, 1) as valid_from_date,
        case
            when next_version is not null
                then make_date(cast(next_version as integer) - 1, 12, 31)
        end as valid_to_date,
        null as land_km2
    from ward
    where
        {{ full_match('geo_code', '[0-9]{8}') }}
        and {{ full_match('boundary_version', '[0-9]{4}') }}
    union all
    select
        'za_statssa_population' as source_id,
        extract_sha256,
        area_id,
        'ZAF' as country_code,
        municipality_code as city_admin_code,
        'small_area' as area_type_code,
        small_area as area_code,
        -- Small areas have no names.
        'Small area ' || small_area as name_local,
        {{ area_id('ZAF', 'city', 'municipality_code') }} as parent_area_id,
        date '2011-01-01' as valid_from_date,
        null as valid_to_date,
        null as land_km2
    from {{ ref('stg_za_statssa_population__city_small_areas') }}
)

{{ canonical_areas('final') }}
