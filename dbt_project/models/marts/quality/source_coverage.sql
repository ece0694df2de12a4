-- One row is what one source holds for one city (or its context area) and one year of its own
-- calendar: the months it reports, the rows that stand behind them, and the lines it quarantined.
with month_count as (
    select
        source_id, area_id, calendar_code,
        case
            when calendar_code = 'gregorian' then cast(date_trunc('year', period_start) as date)
            else period_start
        end as year_start,
        count(distinct period_start) filter (where areas_reporting > 0)
        * case when min(grain_code) = 'year' then 12 else 1 end as months_present,
        min(areas_reporting) filter (where areas_reporting > 0) as areas_reporting,
        max(areas_expected) as areas_expected
    from {{ ref('int_category_coverage') }}
    group by all
),

source_row as (
    select source_id, extract_sha256, area_id, city_id, area_type_code, period_start
    from {{ ref('int_offence_row') }}
    union all
    select
        source_id, extract_sha256, area_id, city_id, area_type_code, occurred_date as period_start
    from {{ ref('int_offence_event') }}
),

placed_row as (
    select
        placed.source_id,
        placed.extract_sha256,
        case
            when placed.area_type_code in ('state', 'province', 'country') then placed.area_id
            else city_area.area_id
        end as area_id,
        case
            when source.native_calendar_code = 'za_saps' and month(placed.period_start) < 4
                then make_date(year(placed.period_start) - 1, 4, 1)
            when source.native_calendar_code = 'za_saps'
                then make_date(year(placed.period_start), 4, 1)
            else make_date(year(placed.period_start), 1, 1)
        end as year_start
    from source_row as placed
    inner join {{ source('ledger', 'sources') }} as source on placed.source_id = source.source_id
    inner join {{ ref('dim_area') }} as city_area
        on placed.city_id = city_area.city_id and city_area.area_type_code = 'city'
    where placed.period_start is not null
),

row_count as (
    select
        source_id, area_id, year_start,
        count(*) as row_count,
        count(distinct extract_sha256) as extract_count
    from placed_row
    group by all
),

quarantined as (
    select
        behind.source_id, behind.area_id, behind.year_start,
        cast(sum(extract.quarantined_lines) as bigint) as quarantined_lines
    from (select distinct source_id, area_id, year_start, extract_sha256 from placed_row) as behind
    inner join {{ source('ledger', 'extracts') }} as extract
        on
            behind.source_id = extract.source_id
            and behind.extract_sha256 = extract.extract_sha256
    group by all
)

select
    coverage.source_id,
    area.city_id,
    coverage.area_id,
    area.area_type_code as area_scope,
    period.period_id,
    period.period_start,
    period.period_end,
    coverage.calendar_code,
    cast(coverage.months_present as integer) as months_present,
    cast(coverage.areas_reporting as integer) as areas_reporting,
    cast(coverage.areas_expected as integer) as areas_expected,
    coalesce(counted.row_count, 0) as row_count,
    coalesce(counted.extract_count, 0) as extract_count,
    coalesce(quarantined.quarantined_lines, 0) as quarantined_lines,
    100.0 * coverage.months_present / 12
    * coalesce(coverage.areas_reporting, 0) / coverage.areas_expected as completeness_pct
from month_count as coverage
inner join {{ ref('dim_area') }} as area on coverage.area_id = area.area_id
inner join {{ ref('dim_period') }} as period
    on
        coverage.calendar_code = period.calendar_code
        and period.grain_code = 'year'
        and coverage.year_start = period.period_start
left join row_count as counted
    on
        coverage.source_id = counted.source_id
        and coverage.area_id = counted.area_id
        and coverage.year_start = counted.year_start
left join quarantined
    on
        coverage.source_id = quarantined.source_id
        and coverage.area_id = quarantined.area_id
        and coverage.year_start = quarantined.year_start
where area.area_type_code in ('city', 'state', 'province', 'country')
