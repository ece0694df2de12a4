-- One row is one survey domain of the warehouse's cities. The city "Querétaro" of this survey is
-- two municipalities: an area of its own, never the municipality of the same name.
with extract as (
    select distinct _extract_sha256 as extract_sha256
    from {{ source('mx_inegi_ensu', 'city_tables') }}
),

listed as (
    select
        'mx_inegi_ensu' as source_id,
        extract.extract_sha256,
        {{ area_id('MEX', 'survey_domain', 'area.area_code') }} as area_id,
        'MEX' as country_code,
        area.city_admin_code,
        'survey_domain' as area_type_code,
        area.area_code,
        area.area_label || ' (ENSU: ' || area.scope_note || ')' as name_local,
        area.parent_area_id,
        cast(null as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        cast(null as double) as land_km2
    from extract
    cross join {{ ref('areas__mx_inegi_ensu') }} as area
    where area.city_admin_code is not null
)

{{ canonical_areas('listed') }}
