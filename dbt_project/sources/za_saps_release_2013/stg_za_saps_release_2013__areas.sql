-- One row is one area that only this release brings: the province, and stations unknown to the
-- register of police districts.
with unregistered as (
    select *
    from {{ ref('stg_za_saps_release_2013__blocks') }}
    where is_province or area_code is null
),

final as (
    select
        'za_saps_release_2013' as source_id,
        extract_sha256,
        area_id,
        'ZAF' as country_code,
        null as city_admin_code,
        case when is_province then 'province' else 'police_precinct' end as area_type_code,
        coalesce(area_code, station) as area_code,
        station as name_local,
        null as parent_area_id,
        date '2003-04-01' as valid_from_date,
        null as valid_to_date,
        null as land_km2
    from unregistered
)

{{ canonical_areas('final') }}
