-- One row is one landed row of the municipal layout to 2025 and one of its months. The layout of
-- 2026 has other labels under the same names and stays in stg_mx_sesnsp_municipal__months.
with final as (
    select
        'mx_sesnsp_municipal' as source_id,
        extract_sha256,
        row_number,
        'cnsp_38_15' as methodology_version,
        municipality_code || '|' || year(period_start) as coverage_scope,
        label_group,
        label_type,
        label_subtype,
        label_modality,
        area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        period_start,
        period_end,
        'offence' as counting_unit_code,
        '0' as victim_sex_code,
        '0' as victim_age_code,
        'all' as victim_age_label,
        value_count,
        obs_status_code
    from {{ ref('stg_mx_sesnsp_municipal__months') }}
    where layout = 'municipality_month'
)

{{ canonical_offences('final') }}
