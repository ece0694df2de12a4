-- One row is the sum of twelve consecutive reported months of one recorded-crime series of a city
-- or its context area, ending with any month. Eleven months make no row (INV12); a window never
-- crosses a series break (INV18); a core node, which needs its upper bound, has none. Sexual
-- offences of a city stand by calendar year only (ruling 8).
with month_count as (
    select
        node.source_id,
        node.area_id,
        area.city_id,
        area.area_type_code as area_scope,
        node.iccs_code,
        node.counting_unit_code,
        node.period_start,
        node.period_end,
        node.value_count,
        status.node_status_code,
        node.is_approximated,
        node.has_value_fault
        or node.areas_reporting < node.areas_expected
        or {{ is_provisional('node.period_end', 'source.cadence') }} as is_incomplete
    from {{ ref('int_node_period') }} as node
    inner join {{ ref('dim_area') }} as area on node.area_id = area.area_id
    inner join {{ source('ledger', 'sources') }} as source on node.source_id = source.source_id
    inner join {{ ref('dim_node_status') }} as status
        on node.source_id = status.source_id and node.iccs_code = status.iccs_code
    where
        node.grain_code = 'month'
        and node.value_count is not null
        and node.iccs_code in (select iccs_code from {{ ref('indicator_nodes') }})
        and status.node_status_code in ('exact', 'approximation')
        and area.area_type_code in ('city', 'state', 'province', 'country')
        and not ({{ holds_sexual('node', 'area') }})
),

summed as (
    select
        source_id, area_id, city_id, area_scope, iccs_code, counting_unit_code, node_status_code,
        is_approximated, period_end,
        first_value(period_start) over twelve as period_start,
        count(*) over twelve as month_count,
        sum(value_count) over twelve as value_count,
        bool_or(is_incomplete) over twelve as is_incomplete
    from month_count
    window twelve as (
        partition by source_id, area_id, iccs_code, counting_unit_code
        order by period_start rows between 11 preceding and current row
    )
)

select
    summed.source_id,
    summed.area_id,
    summed.city_id,
    summed.area_scope,
    {{ period_id("'gregorian'", "'rolling_12m'", 'summed.period_start') }} as period_id,
    summed.period_start,
    summed.period_end,
    summed.iccs_code,
    summed.counting_unit_code,
    summed.node_status_code,
    summed.is_approximated,
    summed.is_incomplete,
    cast(summed.value_count as bigint) as value_count
from summed
where
    summed.month_count = 12
    and summed.period_start
    = cast(date_trunc('month', summed.period_end) - interval 11 month as date)
    and not exists (
        select 1 from {{ ref('int_break_mark') }} as mark
        where
            mark.source_id = summed.source_id
            and mark.iccs_code = summed.iccs_code
            and mark.area_id = summed.area_id
            and mark.break_date > summed.period_start
            and mark.break_date <= summed.period_end
    )
