-- One row is one row of the form programmes, cells as written and trimmed: the rules of the form
-- name line and column, so they need the text (int_programme_problem); core types what passed.
-- Its key is its scope: a later row of a programme replaces it, and leaving it out does not.
with landed as (
    select
        'xx_city_programme_registry' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'programmes|' || trim(programme_id) as coverage_scope,
        {{ strict_date_iso('start_date') }} as period_start,
        coalesce({{ strict_date_iso('end_date') }}, {{ strict_date_iso('start_date') }})
            as period_end,
        *
    from {{ source('xx_city_programme_registry', 'programmes') }}
)

{{ canonical_programmes('landed') }}
