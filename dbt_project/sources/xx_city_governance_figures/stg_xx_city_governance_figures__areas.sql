-- One row is one facility per extract: an area of its own near a city, whose figures are never the
-- city's.
with facility as (
    select
        'xx_city_governance_figures' as source_id,
        extract_sha256,
        area_id,
        country_code,
        city_admin_code,
        'facility' as area_type_code,
        facility_code as area_code,
        min(facility_name) as name_local,
        cast(null as varchar) as parent_area_id,
        cast(null as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        cast(null as double) as land_km2
    from {{ ref('stg_xx_city_governance_figures__counts_checked') }}
    where form_code = 'detainees' and {{ in_order(governance_form_rules('detainees')) }}
    group by all
)

{{ canonical_areas('facility') }}
