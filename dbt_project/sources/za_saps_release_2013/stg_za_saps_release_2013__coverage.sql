-- One row is one block (province or station) and one financial year of the release.
with reported as (
    select distinct
        extract_sha256,
        coverage_scope,
        area_id,
        period_start,
        period_end
    from {{ ref('stg_za_saps_release_2013__offences') }}
),

final as (
    select
        'za_saps_release_2013' as source_id,
        extract_sha256,
        coverage_scope,
        '*' as label_type,
        area_id,
        'za_saps' as calendar_code,
        'year' as grain_code,
        period_start,
        period_end,
        true as is_reported
    from reported
)

{{ canonical_coverage('final') }}
