-- One row is one month that an extract reports for Medellín. The extract was cut in UTC: its months
-- are those from its first to its last UTC month. So the three rows of 31 December 2009 (local) lie
-- outside, and the last month is reported although its last five hours are missing.
with cut as (
    select
        _extract_sha256,
        {{ month_start('min(' ~ strict_utc_timestamp('fecha_hecho') ~ ')') }} as first_month,
        {{ month_start('max(' ~ strict_utc_timestamp('fecha_hecho') ~ ')') }} as last_month
    from {{ source('co_medata_homicides', 'homicides') }}
    group by _extract_sha256
),

months as (
    select
        _extract_sha256,
        cast(unnest(generate_series(first_month, last_month, interval 1 month)) as date)
            as period_start
    from cut
    where first_month is not null
),

reported as (
    select
        'co_medata_homicides' as source_id,
        _extract_sha256 as extract_sha256,
        'all' as coverage_scope,
        'Homicidio' as label_type,
        {{ area_id('COL', 'city', "'05001'") }} as area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        period_start,
        {{ month_end('period_start') }} as period_end,
        true as is_reported
    from months
)

{{ canonical_coverage('reported') }}
