-- One row is one type of offence, municipality and month that one extract reports, up to its
-- cut-off. An excerpt of homicide says nothing of other types, so a type counts only where the file
-- has it.
with reported as (
    select distinct
        extract_sha256,
        municipality_code || '|' || year(period_start) as coverage_scope,
        label_type,
        area_id,
        period_start,
        period_end
    from {{ ref('stg_mx_sesnsp_municipal__months') }}
    where layout = 'municipality_month' and period_start <= cutoff_date
),

final as (
    select
        'mx_sesnsp_municipal' as source_id,
        extract_sha256,
        coverage_scope,
        label_type,
        area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        period_start,
        period_end,
        true as is_reported
    from reported
)

{{ canonical_coverage('final') }}
