-- One row is one police district, or one municipality as the sum of its districts, at Census 2022
-- (reference night 2 February 2022). A municipality with a missing district has no sum.
with districts as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        {{ area_id('ZAF', 'police_precinct', 'trim(code)') }} as area_id,
        {{ area_id('ZAF', 'city', 'trim(muni_code)') }} as municipality_area_id,
        population as raw_value,
        {{ strict_integer('population') }} as parsed_value
    from {{ source('za_statssa_police_districts', 'police_district') }}
),

judged as (
    select
        *,
        case when parsed_value >= 0 then parsed_value end as population_count,
        case
            when raw_value is null or trim(raw_value) = '' then 'L'
            when parsed_value is null or parsed_value < 0 then 'O'
            else 'A'
        end as obs_status_code
    from districts
),

areas as (
    select
        extract_sha256,
        row_number,
        area_id,
        population_count,
        obs_status_code
    from judged
    union all
    select
        extract_sha256,
        cast(null as bigint) as row_number,
        municipality_area_id as area_id,
        case
            when count(*) = count(population_count) then cast(sum(population_count) as bigint)
        end as population_count,
        case when count(*) = count(population_count) then 'A' else 'L' end as obs_status_code
    from judged
    group by extract_sha256, municipality_area_id
),

final as (
    select
        'za_statssa_police_districts' as source_id,
        extract_sha256,
        row_number,
        area_id,
        date '2022-02-02' as reference_date,
        date '2022-01-01' as period_start,
        date '2022-12-31' as period_end,
        'resident' as denominator_type_code,
        '0' as sex_code,
        '0' as age_band_code,
        'census_2022' as vintage,
        'census' as method_code,
        true as is_rate_base,
        population_count as value_count,
        obs_status_code
    from areas
)

{{ canonical_population('final') }}
