-- One row is one area and year: every municipality, and every state as the sum of its
-- municipalities, at mid-year (30 June). A state with a missing municipality has no sum.
with municipality as (
    select
        extract_sha256,
        row_number,
        {{ mexican_municipality_id('municipality_code') }} as area_id,
        reference_date,
        period_start,
        period_end,
        population_count,
        obs_status_code
    from {{ ref('stg_mx_conapo_population__municipality_years') }}
),

state_sum as (
    select
        extract_sha256,
        cast(null as bigint) as row_number,
        {{ area_id('MEX', 'state', 'state_code') }} as area_id,
        reference_date,
        period_start,
        period_end,
        case
            when count(*) = count(population_count) then cast(sum(population_count) as bigint)
        end as population_count,
        case when count(*) = count(population_count) then 'A' else 'L' end as obs_status_code
    from {{ ref('stg_mx_conapo_population__municipality_years') }}
    group by extract_sha256, state_code, reference_date, period_start, period_end
),

areas as (
    select * from municipality
    union all
    select * from state_sum
),

final as (
    select
        'mx_conapo_population' as source_id,
        extract_sha256,
        row_number,
        area_id,
        reference_date,
        period_start,
        period_end,
        'resident' as denominator_type_code,
        '0' as sex_code,
        '0' as age_band_code,
        'conapo_1990_2040' as vintage,
        'official_projection' as method_code,
        true as is_rate_base,
        population_count as value_count,
        obs_status_code
    from areas
)

{{ canonical_population('final') }}
