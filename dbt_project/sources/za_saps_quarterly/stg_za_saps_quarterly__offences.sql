-- One row is one listed station and one quarter of the sheet: a quarter of the SAPS year, which
-- runs from April to March. The label is the offence that the sheet was made for.
with judged as (
    select
        *,
        case
            when raw_value is null or trim(raw_value) = '' then 'L'
            when parsed_value is null or parsed_value < 0 then 'O'
            else 'A'
        end as obs_status_code
    from {{ ref('stg_za_saps_quarterly__cells') }}
),

final as (
    select
        'za_saps_quarterly' as source_id,
        extract_sha256,
        row_number,
        'saps_quarterly_top30' as methodology_version,
        category || '|' || cast(period_start as varchar) as coverage_scope,
        null as label_group,
        category as label_type,
        null as label_subtype,
        null as label_modality,
        area_id,
        'za_saps' as calendar_code,
        'quarter' as grain_code,
        period_start,
        period_end,
        'published_quantity' as counting_unit_code,
        '0' as victim_sex_code,
        '0' as victim_age_code,
        'all' as victim_age_label,
        case when obs_status_code = 'A' then parsed_value end as value_count,
        obs_status_code
    from judged
)

{{ canonical_offences('final') }}
