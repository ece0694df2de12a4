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
),

keyed as (
    select *, {{ mexican_municipality_id('municipality_code') }} as area_id
    from listed
    where municipality_code is not null
)

select
    *,
    split_part(area_id, ':', 2) as area_type_code,
    substring(municipality_code, 1, 2) as state_code,
    {{ strict_integer('resident_text') }} as resident_count
from keyed
