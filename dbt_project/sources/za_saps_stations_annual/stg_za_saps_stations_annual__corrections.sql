-- One row is one declared correction and one station file that it applies to, with the rows it
-- meets. A correction whose row count is not the expected one no longer fits: a test says so.
with correction as (
    select
        correction_id,
        {{ station_key('station') }} as station_key,
        {{ strict_year('year') }} as fiscal_year,
        {{ strict_integer('expect_rows') }} as expected_row_count,
        {{ strict_date('applies_until_date') }} as applies_until_date
    from {{ ref('corrections__za_saps_stations_annual') }}
    where action = 'set_aside'
),

matched as (
    select
        _extract_sha256 as extract_sha256,
        {{ strict_year('year') }} as fiscal_year,
        count(*) as row_count
    from {{ source('za_saps_stations_annual', 'station_year') }}
    group by 1, 2
)

select
    correction.correction_id,
    station.extract_sha256,
    station.station_key,
    station.area_id,
    correction.fiscal_year,
    correction.expected_row_count,
    coalesce(matched.row_count, 0) as matched_row_count
from correction
inner join {{ ref('stg_za_saps_stations_annual__stations') }} as station
    on
        correction.station_key = station.station_key
        and (
            correction.applies_until_date is null
            or cast(station.retrieved_at as date) < correction.applies_until_date
        )
left join matched
    on
        station.extract_sha256 = matched.extract_sha256
        and correction.fiscal_year = matched.fiscal_year
