-- One row is one municipality, year and projection base. Rates use the 2005-census base to 2017 and
-- the 2018-census base from 2018; both bases stay, and `vintage` says which one a value is from.
with base_2005 as (
    {{ unpivot_family(
        source('co_dane_population', 'population_2005_base'), 'total_[0-9]{4}', ['dpmp']
    ) }}
),

stacked as (
    select
        _extract_sha256,
        _row_number,
        {{ padded_code('dpmp', 5) }} as municipality_code,
        {{ strict_year("replace(family_column, 'total_', '')") }} as year_number,
        {{ strict_integer('family_value') }} as inhabitants,
        family_value as inhabitants_text,
        'dane_2005_base' as vintage
    from base_2005
    union all
    select
        _extract_sha256,
        _row_number,
        {{ padded_code('municipio_code', 5) }} as municipality_code,
        {{ strict_year('year') }} as year_number,
        {{ strict_integer('poblacion') }} as inhabitants,
        poblacion as inhabitants_text,
        'dane_2018_base' as vintage
    from {{ source('co_dane_population', 'population_2018_base') }}
),

estimates as (
    select
        'co_dane_population' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        {{ area_id('COL', 'city', 'municipality_code') }} as area_id,
        cast(year_number || '-06-30' as date) as reference_date,
        cast(year_number || '-01-01' as date) as period_start,
        cast(year_number || '-12-31' as date) as period_end,
        'resident' as denominator_type_code,
        '0' as sex_code,
        '0' as age_band_code,
        vintage,
        'official_projection' as method_code,
        case vintage when 'dane_2005_base' then year_number <= 2017 else year_number >= 2018 end
            as is_rate_base,
        case when inhabitants > 0 then inhabitants end as value_count,
        -- 0 inhabitants: the municipality was created later (Tuchín, 2007).
        case
            when inhabitants > 0 then 'A'
            when inhabitants = 0 then 'M'
            when coalesce(trim(inhabitants_text), '') = '' then 'L'
            else 'O'
        end as obs_status_code
    from stacked
)

{{ canonical_population('estimates') }}
