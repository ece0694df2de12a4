-- One row is one station file and one financial year that any station has. A year that the file
-- lacks, or that a declared correction sets aside, is not reported: it must not read as zero.
with staged as (
    select distinct
        extract_sha256,
        period_start,
        period_end
    from {{ ref('stg_za_saps_stations_annual__offences') }}
    where period_start is not null
),

financial_year as (
    select distinct
        period_start,
        period_end
    from staged
),

expected as (
    select
        station.extract_sha256,
        station.area_id,
        financial_year.period_start,
        financial_year.period_end
    from {{ ref('stg_za_saps_stations_annual__stations') }} as station
    cross join financial_year
),

final as (
    select
        'za_saps_stations_annual' as source_id,
        expected.extract_sha256,
        expected.area_id || '|' || year(expected.period_end) as coverage_scope,
        '*' as label_type,
        expected.area_id,
        'za_saps' as calendar_code,
        'year' as grain_code,
        expected.period_start,
        expected.period_end,
        staged.extract_sha256 is not null and correction.correction_id is null as is_reported
    from expected
    left join staged
        on
            expected.extract_sha256 = staged.extract_sha256
            and expected.period_start = staged.period_start
    left join {{ ref('stg_za_saps_stations_annual__corrections') }} as correction
        on
            expected.extract_sha256 = correction.extract_sha256
            and expected.period_end = {{ saps_year_end('correction.fiscal_year') }}
)

{{ canonical_coverage('final') }}
