-- One row is what one source holds for one city (or its context area) and one year of its own
-- calendar. Every year between the first and the last has its row; a city of which the source only
-- reports the state has one row per year that says 0. Completeness counts label types (crimes): a
-- year with one of fourteen crimes is not complete.
with stated as (
    select
        source_id, area_id, label_key, calendar_code, grain_code, period_start,
        areas_reporting, areas_expected,
        case
            when calendar_code = 'gregorian' then cast(date_trunc('year', period_start) as date)
            -- A quarter of a SAPS year belongs to the year that begins in April.
            when calendar_code = 'za_saps'
                then make_date(year(period_start - interval 3 month), 4, 1)
            else period_start
        end as year_start
    from {{ ref('int_category_coverage') }}
),

label_count as (
    select source_id, area_id, count(distinct label_key) as label_types_expected
    from stated
    where areas_reporting > 0
    group by all
),

month_count as (
    select
        source_id, area_id, calendar_code, year_start,
        count(distinct period_start) filter (where areas_reporting > 0)
        * case min(grain_code) when 'year' then 12 when 'quarter' then 3 else 1 end
            as months_present,
        count(*) filter (where areas_reporting > 0)
        * case min(grain_code) when 'year' then 12 when 'quarter' then 3 else 1 end as label_months,
        count(distinct label_key) filter (where areas_reporting > 0) as label_types_reported,
        min(areas_reporting) filter (where areas_reporting > 0) as areas_reporting,
        max(areas_expected) as areas_expected
    from stated
    group by all
),

span as (
    select
        source_id, area_id, calendar_code,
        min(year_start) as first_start, max(year_start) as last_start,
        max(areas_expected) as areas_expected
    from month_count
    where areas_reporting > 0
    group by all
),

spine as (
    select
        span.source_id, span.area_id, span.areas_expected, period.period_id,
        period.period_start, period.period_end, period.calendar_code
    from span
    inner join {{ ref('dim_period') }} as period
        on
            span.calendar_code = period.calendar_code
            and period.grain_code = 'year'
            and period.period_start between span.first_start and span.last_start
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
),

held as (
    select
        spine.source_id,
        area.city_id,
        spine.area_id,
        area.area_type_code as area_scope,
        spine.period_id,
        spine.period_start,
        spine.period_end,
        spine.calendar_code,
        coalesce(months.months_present, 0) as months_present,
        coalesce(months.label_types_reported, 0) as label_types_reported,
        label_count.label_types_expected,
        coalesce(months.areas_reporting, 0) as areas_reporting,
        spine.areas_expected,
        coalesce(counted.row_count, 0) as row_count,
        coalesce(counted.extract_count, 0) as extract_count,
        coalesce(quarantined.quarantined_lines, 0) as quarantined_lines,
        100.0 * coalesce(months.label_months, 0) / (12 * label_count.label_types_expected)
        * coalesce(months.areas_reporting, 0) / spine.areas_expected as completeness_pct
    from spine
    inner join {{ ref('dim_area') }} as area on spine.area_id = area.area_id
    inner join label_count
        on spine.source_id = label_count.source_id and spine.area_id = label_count.area_id
    left join month_count as months
        on
            spine.source_id = months.source_id
            and spine.area_id = months.area_id
            and spine.period_start = months.year_start
    left join row_count as counted
        on
            spine.source_id = counted.source_id
            and spine.area_id = counted.area_id
            and spine.period_start = counted.year_start
    left join quarantined
        on
            spine.source_id = quarantined.source_id
            and spine.area_id = quarantined.area_id
            and spine.period_start = quarantined.year_start
    where area.area_type_code in ('city', 'state', 'province', 'country')
),

gap as (
    select
        held.* replace (
            city_area.area_id as area_id,
            'city' as area_scope,
            0 as months_present,
            0 as label_types_reported,
            0 as areas_reporting,
            1 as areas_expected,
            0 as row_count,
            0 as extract_count,
            0 as quarantined_lines,
            0.0 as completeness_pct
        )
    from held
    inner join {{ ref('dim_area') }} as city_area
        on held.city_id = city_area.city_id and city_area.area_type_code = 'city'
    where
        held.area_scope <> 'city'
        and held.source_id not in (
            select own.source_id from held as own where own.area_scope = 'city'
        )
)

select
    source_id,
    city_id,
    area_id,
    area_scope,
    period_id,
    period_start,
    period_end,
    calendar_code,
    cast(months_present as integer) as months_present,
    cast(label_types_reported as integer) as label_types_reported,
    cast(label_types_expected as integer) as label_types_expected,
    cast(areas_reporting as integer) as areas_reporting,
    cast(areas_expected as integer) as areas_expected,
    cast(row_count as bigint) as row_count,
    cast(extract_count as bigint) as extract_count,
    cast(quarantined_lines as bigint) as quarantined_lines,
    cast(completeness_pct as double) as completeness_pct
from (
    select * from held
    union all by name
    select * from gap
)
