-- One row is one landed row: province x group of crimes x financial year. The groups overlap, so no
-- sum of rows is a total; rows that a declared correction sets aside stay, without value (L).
with corrected as (
    {{ apply_corrections(
        source('za_saps_province', 'province_group_year'), 'za_saps_province', 'province_group_year',
        columns=['recorded_count']
    ) }}
),

typed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        crime_category,
        trim(geography) as province_code,
        {{ strict_year("split_part(financial_year, '/', 1)") }} as first_year,
        {{ strict_year("split_part(financial_year, '/', 2)") }} as last_year,
        recorded_count as raw_value,
        {{ strict_integer('recorded_count') }} as parsed_value,
        is_set_aside
    from corrected
),

judged as (
    select
        *,
        -- 2011/2012 is a financial year; 2011/2013 is none.
        case when last_year = first_year + 1 then last_year end as fiscal_year,
        case
            when is_set_aside then 'L'
            when raw_value is null or trim(raw_value) = '' then 'L'
            when parsed_value is null or parsed_value < 0 then 'O'
            else 'A'
        end as obs_status_code
    from typed
),

final as (
    select
        'za_saps_province' as source_id,
        extract_sha256,
        row_number,
        'saps_province_compilation' as methodology_version,
        province_code || '|' || fiscal_year as coverage_scope,
        null as label_group,
        crime_category as label_type,
        null as label_subtype,
        null as label_modality,
        {{ area_id('ZAF', 'province', 'province_code') }} as area_id,
        'za_saps' as calendar_code,
        'year' as grain_code,
        {{ saps_year_start('fiscal_year') }} as period_start,
        {{ saps_year_end('fiscal_year') }} as period_end,
        'published_quantity' as counting_unit_code,
        '0' as victim_sex_code,
        '0' as victim_age_code,
        'all' as victim_age_label,
        case when obs_status_code = 'A' then parsed_value end as value_count,
        obs_status_code
    from judged
)

{{ canonical_offences('final') }}
