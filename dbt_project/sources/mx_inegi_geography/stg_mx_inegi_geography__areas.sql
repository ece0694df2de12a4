-- One row is one municipality. Core keeps the cities and the municipalities beside them in the same
-- state, which belong to no city of the warehouse. The framework is of its year, but does not say
-- since when a municipality has its bounds: an open start.
with final as (
    select
        'mx_inegi_geography' as source_id,
        extract_sha256,
        area_id,
        'MEX' as country_code,
        null as city_admin_code,
        area_type_code,
        municipality_code as area_code,
        name_local,
        {{ area_id('MEX', 'state', 'state_code') }} as parent_area_id,
        null as valid_from_date,
        null as valid_to_date,
        null as land_km2
    from {{ ref('stg_mx_inegi_geography__municipalities') }}
)

{{ canonical_areas('final') }}
