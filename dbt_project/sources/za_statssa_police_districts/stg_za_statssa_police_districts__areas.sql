-- One row is one police district of South Africa in the boundaries of Census 2022.
with landed as (
    select
        _extract_sha256,
        trim(code) as district_code,
        trim(name) as district_name,
        trim(muni_code) as municipality_code,
        {{ strict_decimal('area_km2') }} as land_km2
    from {{ source('za_statssa_police_districts', 'police_district') }}
),

final as (
    select
        'za_statssa_police_districts' as source_id,
        _extract_sha256 as extract_sha256,
        {{ area_id('ZAF', 'police_precinct', 'district_code') }} as area_id,
        'ZAF' as country_code,
        municipality_code as city_admin_code,
        'police_precinct' as area_type_code,
        district_code as area_code,
        district_name as name_local,
        {{ area_id('ZAF', 'city', 'municipality_code') }} as parent_area_id,
        -- The census names its day, not since when a district has these bounds: an open start.
        cast(null as date) as valid_from_date,
        null as valid_to_date,
        land_km2
    from landed
)

{{ canonical_areas('final') }}
