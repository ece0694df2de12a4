-- One row is one station file and one financial year that any station has. A year that the file
-- lacks, or that a declared correction sets aside, is not reported: it must not read as zero.
with corrected as (
    {{ apply_corrections(
        source('za_saps_stations_annual', 'station_year'), 'za_saps_stations_annual', 'station_year'
    ) }}
),

trusted as (
    select distinct
        _extract_sha256 as extract_sha256,
        {{ strict_year('year') }} as fiscal_year
    from corrected
    where not is_set_aside
),

financial_year as (
    select distinct
        period_start,
        period_end
    from {{ ref('stg_za_saps_stations_annual__offences') }}
    where period_start is not null
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
        trusted.extract_sha256 is not null as is_reported
    from expected
    left join trusted
        on
            expected.extract_sha256 = trusted.extract_sha256
            and expected.period_end = {{ saps_year_end('trusted.fiscal_year') }}
)

{{ canonical_coverage('final') }}
