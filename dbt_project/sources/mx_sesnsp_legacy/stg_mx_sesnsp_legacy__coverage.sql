-- One row is one state and month of the closed series: every month of every year in the file.
with reported as (
    select distinct
        extract_sha256,
        coverage_scope,
        area_id,
        period_start,
        period_end
    from {{ ref('stg_mx_sesnsp_legacy__offences') }}
),

final as (
    select
        'mx_sesnsp_legacy' as source_id,
        extract_sha256,
        coverage_scope,
        '*' as label_type,
        area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        period_start,
        period_end,
        true as is_reported
    from reported
)

{{ canonical_coverage('final') }}
