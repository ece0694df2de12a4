-- One row is one state of Mexico: context beside a city, never its value. The cities themselves
-- come from the cities seed; core links a city to its state by the first two digits of its code.
with states as (
    select
        extract_sha256,
        state_code,
        min(trim(state_name)) as state_name,
        min(period_start) as first_date
    from {{ ref('stg_mx_conapo_population__municipality_years') }}
    where state_code is not null
    group by extract_sha256, state_code
),

final as (
    select
        'mx_conapo_population' as source_id,
        extract_sha256,
        {{ area_id('MEX', 'state', 'state_code') }} as area_id,
        'MEX' as country_code,
        null as city_admin_code,
        'state' as area_type_code,
        state_code as area_code,
        state_name as name_local,
        null as parent_area_id,
        first_date as valid_from_date,
        null as valid_to_date,
        null as land_km2
    from states
)

{{ canonical_areas('final') }}
