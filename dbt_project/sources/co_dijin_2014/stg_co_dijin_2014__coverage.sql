-- One row is one month of 2014 that an extract of homicides reports for a city of the warehouse:
-- the file holds the whole country, so a month without a record of a city is a month without a
-- homicide.
with extract as (
    select distinct _extract_sha256
    from {{ source('co_dijin_2014', 'homicides') }}
),

months as (
    select cast(month_start as date) as period_start
    from unnest(
        generate_series(date '2014-01-01', date '2014-12-01', interval 1 month)
    ) as month_list (month_start)
),

reported as (
    select
        'co_dijin_2014' as source_id,
        extract._extract_sha256 as extract_sha256,
        'homicides|2014' as coverage_scope,
        'Homicidio' as label_type,
        {{ area_id('COL', 'city', 'name.municipality_code') }} as area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        months.period_start,
        {{ month_end('months.period_start') }} as period_end,
        true as is_reported
    from extract
    cross join {{ ref('municipality_names__co_dijin_2014') }} as name
    cross join months
)

{{ canonical_coverage('reported') }}
