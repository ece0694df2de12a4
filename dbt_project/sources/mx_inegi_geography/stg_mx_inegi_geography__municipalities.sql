-- One row is one municipality of one file: code, name, and what the file says of it. A municipality
-- that is a city of the warehouse carries that area; every other one is an area of its own kind, so
-- that it never passes as a city.
with listed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'municipality_boundaries' as layout,
        trim(cvegeo) as municipality_code,
        nomgeo as name_local,
        {{ strict_decimal('area') }} as published_km2,
        cast(null as varchar) as resident_text
    from {{ source('mx_inegi_geography', 'municipality_boundaries') }}
    union all
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'municipality_census' as layout,
        {{ padded_code('cvegeo', 5) }} as municipality_code,
        nom_mun as name_local,
        null as published_km2,
        pob_total as resident_text
    from {{ source('mx_inegi_geography', 'municipality_census') }}
)

select
    listed.*,
    case when city.city_id is null then 'municipality' else 'city' end as area_type_code,
    'MEX:' || case when city.city_id is null then 'municipality' else 'city' end
    || ':' || listed.municipality_code as area_id,
    substring(listed.municipality_code, 1, 2) as state_code,
    {{ strict_integer('listed.resident_text') }} as resident_count
from listed
left join {{ ref('cities') }} as city
    on city.country_code = 'MEX' and listed.municipality_code = city.admin_code
where listed.municipality_code is not null
