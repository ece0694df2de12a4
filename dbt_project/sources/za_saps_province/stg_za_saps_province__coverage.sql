-- One row is one group of crimes, province and financial year of the compilation. A group is said
-- to be reported where at least one of its rows was not set aside.
with stated as (
    select
        staged.extract_sha256,
        staged.coverage_scope,
        staged.label_type,
        staged.area_id,
        staged.period_start,
        staged.period_end,
        bool_or(staged.obs_status_code <> 'L') as is_reported
    from {{ ref('stg_za_saps_province__offences') }} as staged
    group by all
),

final as (
    select
        'za_saps_province' as source_id,
        extract_sha256,
        coverage_scope,
        label_type,
        area_id,
        'za_saps' as calendar_code,
        'year' as grain_code,
        period_start,
        period_end,
        is_reported
    from stated
)

{{ canonical_coverage('final') }}
