-- One row is one row of the form activity, cells as written and trimmed (see __programmes).
with landed as (
    select
        'xx_city_programme_registry' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'activity|' || trim(programme_id) as coverage_scope,
        {{ strict_date_iso("month || '-01'") }} as period_start,
        last_day({{ strict_date_iso("month || '-01'") }}) as period_end,
        *
    from {{ source('xx_city_programme_registry', 'activity') }}
)

{{ canonical_programme_activities('landed') }}
