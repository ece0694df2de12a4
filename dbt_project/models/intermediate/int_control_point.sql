-- One row is one month of one recorded-crime series of an area: its count, its exposure in units of
-- 100,000 person-years, and the stretch between two series breaks that it lies in. A chart never
-- crosses a break (INV18). Months without a value have no point and end no stretch.
with month_count as (
    select
        node.source_id,
        node.area_id,
        node.iccs_code,
        node.counting_unit_code,
        node.period_id,
        node.period_start,
        node.period_end,
        node.value_count,
        {{ period_id("'gregorian'", "'year'", "date_trunc('year', node.period_start)") }}
            as year_id,
        area.city_id,
        area.area_type_code as area_scope,
        {{ is_provisional('node.period_end', 'source.cadence') }} as is_provisional
    from {{ ref('int_node_period') }} as node
    inner join {{ ref('dim_area') }} as area on node.area_id = area.area_id
    inner join {{ source('ledger', 'sources') }} as source on node.source_id = source.source_id
    inner join {{ ref('dim_node_status') }} as status
        on node.source_id = status.source_id and node.iccs_code = status.iccs_code
    where
        node.grain_code = 'month'
        and node.value_count is not null
        and status.node_status_code in ('exact', 'core', 'approximation')
        and area.area_type_code in ('city', 'state', 'province', 'country')
        and not (node.iccs_code like '03%' and area.area_type_code = 'city')
),

breaks as (
    select source_id, iccs_code, area_id, break_date from {{ ref('int_break_mark') }}
)

select
    point.source_id,
    point.city_id,
    point.area_id,
    point.area_scope,
    point.iccs_code,
    point.counting_unit_code,
    point.period_id,
    point.period_start,
    point.period_end,
    cast(point.value_count as bigint) as offence_count,
    denominator.population
    * (date_diff('day', point.period_start, point.period_end) + 1) / 365.25 / 100000.0
        as exposure,
    point.is_provisional,
    coalesce(
        (
            select max(breaks.break_date) from breaks
            where
                breaks.source_id = point.source_id
                and breaks.iccs_code = point.iccs_code
                and breaks.area_id = point.area_id
                and breaks.break_date <= point.period_start
        ),
        date '1900-01-01'
    ) as stretch_start
from month_count as point
inner join {{ ref('int_denominator') }} as denominator
    on point.area_id = denominator.area_id and point.year_id = denominator.period_id
where denominator.population >= 1000
