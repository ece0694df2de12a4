-- One row is one comuna or corregimiento with its residents. The file has no date; its sum is the
-- city's projection for 2017 on the base of 2005 (sources 1.5), so 2017 it is. Inferred: no base of
-- rates.
with landed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        {{ padded_code('comuna', 2) }} as local_code,
        poblacion,
        {{ strict_integer('poblacion') }} as resident_count
    from {{ source('co_medellin_geography', 'comuna_population') }}
),

final as (
    select
        'co_medellin_geography' as source_id,
        extract_sha256,
        row_number,
        'COL:' || {{ medellin_comuna_type('local_code') }} || ':05001-' || local_code as area_id,
        date '2017-06-30' as reference_date,
        date '2017-01-01' as period_start,
        date '2017-12-31' as period_end,
        'resident' as denominator_type_code,
        '0' as sex_code,
        '0' as age_band_code,
        'medellin_2017_of_base_2005' as vintage,
        'official_projection' as method_code,
        false as is_rate_base,
        case when resident_count >= 0 then resident_count end as value_count,
        case
            when coalesce(trim(poblacion), '') = '' then 'L'
            when coalesce(resident_count, -1) < 0 then 'O'
            else 'A'
        end as obs_status_code
    from landed
    where local_code is not null
)

{{ canonical_population('final') }}
