-- One row is one point of one series that can be charted (methods 7.2), in the stretch between two
-- series breaks that it lies in: the monthly rate of a recorded crime with its exposure in units of
-- 100,000 person-years, or a percentage or score of a month, quarter or half-year. A chart never
-- crosses a break (INV18). Periods without a value have no point and end no stretch.
--
-- The method of a stretch: Laney u' where 5 events a month are expected; fewer than 5 are charted
-- as days between events where a source gives dates (int_event_gap); what is no count is an XmR
-- chart. A baseline is 24 months at least and, where a period is longer than a month, 12 points.
with crime as (
    select
        node.source_id,
        area.city_id,
        node.area_id,
        area.area_type_code as area_scope,
        cast(null as varchar) as indicator_id,
        'total' as breakdown_code,
        node.iccs_code,
        node.counting_unit_code,
        'month' as grain_code,
        node.period_id,
        node.period_start,
        node.period_end,
        cast(node.value_count as bigint) as offence_count,
        denominator.population
        * (date_diff('day', node.period_start, node.period_end) + 1) / 365.25 / 100000.0
            as exposure,
        'per 100 000 per year' as unit_code,
        {{ is_provisional('node.period_end', 'source.cadence') }} as is_provisional
    from {{ ref('int_node_period') }} as node
    inner join {{ ref('dim_area') }} as area on node.area_id = area.area_id
    inner join {{ source('ledger', 'sources') }} as source on node.source_id = source.source_id
    inner join {{ ref('dim_node_status') }} as status
        on node.source_id = status.source_id and node.iccs_code = status.iccs_code
    inner join {{ ref('int_denominator') }} as denominator
        on
            node.area_id = denominator.area_id
            and {{ period_id("'gregorian'", "'year'", "date_trunc('year', node.period_start)") }}
            = denominator.period_id
            and denominator.population >= 1000
    where
        node.grain_code = 'month'
        and node.value_count is not null
        and status.node_status_code in ('exact', 'core', 'approximation')
        and area.area_type_code in ('city', 'state', 'province', 'country')
        and not ({{ holds_sexual('node', 'area') }})
),

measured as (
    select
        figure.source_id,
        figure.city_id,
        figure.area_id,
        figure.area_scope,
        figure.indicator_id,
        figure.breakdown_code,
        cast(null as varchar) as iccs_code,
        figure.counting_unit_code,
        period.grain_code,
        figure.period_id,
        figure.period_start,
        figure.period_end,
        cast(null as bigint) as offence_count,
        cast(null as double) as exposure,
        figure.value,
        figure.unit_code,
        list_contains(string_split(figure.obs_flag_codes, ';'), 'P') as is_provisional
    from {{ ref('int_observation') }} as figure
    inner join {{ ref('dim_period') }} as period on figure.period_id = period.period_id
    where
        figure.iccs_code is null
        and figure.value is not null
        and period.grain_code in ('month', 'quarter', 'half_year')
),

point as (
    select *, offence_count / exposure as value from crime
    union all by name
    select * from measured
),

break_date as (
    select point.source_id, point.area_id, point.iccs_code, point.indicator_id, mark.break_date
    from (
        select distinct source_id, area_id, iccs_code, indicator_id from point
    ) as point
    inner join {{ ref('int_break_mark') }} as mark
        on
            point.source_id = mark.source_id
            and point.area_id = mark.area_id
            and point.iccs_code = mark.iccs_code
    union
    select point.source_id, point.area_id, point.iccs_code, point.indicator_id, known.break_date
    from (
        select distinct source_id, area_id, iccs_code, indicator_id
        from point where indicator_id is not null
    ) as point
    inner join {{ ref('dim_series_break') }} as known
        on
            point.source_id = known.source_id
            and known.area_scope in ('*', point.area_id)
    cross join unnest(string_split(known.iccs_scope, ';')) as scope (iccs_scope)
    where trim(scope.iccs_scope) in ('*', point.indicator_id)
),

placed as (
    select
        concat_ws(
            '|', point.source_id, point.area_id, coalesce(point.iccs_code, point.indicator_id),
            point.breakdown_code, point.counting_unit_code
        ) as series_id,
        point.*,
        coalesce(
            (
                select max(break_date.break_date) from break_date
                where
                    break_date.source_id = point.source_id
                    and break_date.area_id = point.area_id
                    and break_date.iccs_code is not distinct from point.iccs_code
                    and break_date.indicator_id is not distinct from point.indicator_id
                    and break_date.break_date <= point.period_start
            ),
            date '1900-01-01'
        ) as stretch_start
    from point
),

numbered as (
    select
        *,
        row_number() over (
            partition by series_id, stretch_start order by period_start
        ) as point_number,
        case
            when grain_code = 'month' then {{ var('baseline_months') }}
            else greatest(12, {{ var('baseline_months') }} / case grain_code
                when 'quarter' then 3 else 6
            end)
        end as baseline_points
    from placed
),

-- Months that follow each other without a hole share a run; the season of a stretch is told from
-- the longest one, the latest of equals.
in_runs as (
    select
        *,
        date_diff('month', date '1900-01-01', period_start) - point_number as run_number
    from numbered
),

counted as (
    select
        *,
        count(*) over (partition by series_id, stretch_start, run_number) as run_points,
        count(*) over (partition by series_id, stretch_start) as stretch_points,
        avg(offence_count) filter (where point_number <= baseline_points) over (
            partition by series_id, stretch_start
        ) as baseline_mean_count
    from in_runs
),

judged as (
    select
        *,
        first_value(run_number) over (
            partition by series_id, stretch_start order by run_points desc, period_start desc
        ) as longest_run_number,
        max(run_points) over (partition by series_id, stretch_start) as longest_run_points
    from counted
)

select
    series_id,
    source_id,
    city_id,
    area_id,
    area_scope,
    indicator_id,
    breakdown_code,
    iccs_code,
    counting_unit_code,
    grain_code,
    period_id,
    period_start,
    period_end,
    stretch_start,
    cast(point_number as integer) as point_number,
    cast(baseline_points as integer) as baseline_points,
    offence_count,
    exposure,
    value,
    unit_code,
    is_provisional,
    case
        when offence_count is not null and baseline_mean_count < 5 then 'rare'
        when stretch_points < baseline_points then 'short'
        when offence_count is not null then 'laney_u'
        else 'xmr'
    end as method_code,
    case
        when grain_code <> 'month' then 'not_monthly'
        when stretch_points < 36 then 'short'
        when longest_run_points < 36 then 'gap'
        when longest_run_points < stretch_points then 'stl_part'
        else 'stl'
    end as season_code,
    run_number = longest_run_number as is_in_longest_run
from judged
