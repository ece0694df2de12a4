-- One row is one state and month that one extract reports: every month up to the cut-off.
with reported as (
    select distinct
        staged.extract_sha256,
        staged.coverage_scope,
        staged.area_id,
        staged.period_start,
        staged.period_end
    from {{ ref('stg_mx_sesnsp_victims__offences') }} as staged
    inner join {{ source('ledger', 'extracts') }} as edition
        on
            staged.source_id = edition.source_id
            and staged.extract_sha256 = edition.extract_sha256
    where staged.period_start <= edition.data_as_of_date
),

final as (
    select
        'mx_sesnsp_victims' as source_id,
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
