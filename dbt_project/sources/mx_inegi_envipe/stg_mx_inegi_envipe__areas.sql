-- One row is one area of the survey: the country and the states. None of them is a city.
with extract as (
    select distinct _extract_sha256 as extract_sha256
    from {{ source('mx_inegi_envipe', 'state_tables') }}
),

listed as (
    select distinct
        'mx_inegi_envipe' as source_id,
        extract.extract_sha256,
        'MEX:' || area.area_type_code || ':' || area.area_code as area_id,
        'MEX' as country_code,
        -- The context of the one city of this country that the warehouse holds.
        '22014' as city_admin_code,
        area.area_type_code,
        area.area_code,
        min(area.area_label) over (partition by area.area_code) as name_local,
        cast(null as varchar) as parent_area_id,
        cast(null as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        cast(null as double) as land_km2
    from extract
    cross join {{ ref('areas__mx_inegi_envipe') }} as area
)

{{ canonical_areas('listed') }}
