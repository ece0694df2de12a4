-- One row is one settlement code that occurs in a yearly workbook. The files name municipalities,
-- not settlements, so the name is null; co_dane_population names those that are in the register.
with seen as (
    select
        settlement_code,
        municipality_code,
        min(_extract_sha256) as extract_sha256,
        cast(date_trunc('year', min(fact_date)) as date) as first_seen_year
    from {{ ref('stg_co_ponal_offences__rows') }}
    where settlement_code is not null
    group by settlement_code, municipality_code
),

listed as (
    select
        'co_ponal_offences' as source_id,
        extract_sha256,
        {{ area_id('COL', 'small_area', 'settlement_code') }} as area_id,
        'COL' as country_code,
        municipality_code as city_admin_code,
        'small_area' as area_type_code,
        settlement_code as area_code,
        cast(null as varchar) as name_local,
        {{ area_id('COL', 'city', 'municipality_code') }} as parent_area_id,
        first_seen_year as valid_from_date,
        cast(null as date) as valid_to_date,
        cast(null as double) as land_km2
    from seen
)

{{ canonical_areas('listed') }}
