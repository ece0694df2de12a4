-- One row is one period on the control chart of one series (methods 7.2): the value as published,
-- its trend and its seasonally adjusted value beside it, the centre and limits frozen on the
-- baseline of the stretch since the last series break, and the signal. Signals are read from the
-- adjusted value where there is one. A signal says "not chance variation of this process", never
-- why. A provisional period cannot signal. Too few crossings of the centre line are a fact of the
-- whole stretch and stand in their own column.
--
-- Of rare events the limits are days between two events; the days themselves are cases and stay
-- restricted, so a month shows the gravest signal of the gaps that end in it.
with stretch as (
    select
        series_id,
        stretch_start,
        any_value(method_code) as method_code,
        any_value(baseline_start) as baseline_start,
        any_value(baseline_last_start) as baseline_last_start,
        any_value(baseline_count) as baseline_count,
        any_value(centre_line) as centre_line,
        any_value(lower_limit) as lower_limit,
        any_value(upper_limit) as upper_limit,
        any_value(useful_points) as useful_points,
        any_value(longest_run) as longest_run,
        any_value(run_limit) as run_limit,
        any_value(crossings) as crossings
    from {{ ref('int_control_limit') }}
    group by series_id, stretch_start
),

of_period as (
    select
        series_id,
        stretch_start,
        period_start,
        max(lower_limit) as lower_limit,
        max(upper_limit) as upper_limit,
        arg_min(
            control_signal_code,
            list_position(
                [
                    'provisional', 'above_limit', 'below_limit', 'long_run_above',
                    'long_run_below', 'none'
                ],
                control_signal_code
            )
        ) as control_signal_code
    from {{ ref('int_control_limit') }}
    group by series_id, stretch_start, period_start
),

chart as (
    select
        point.*,
        stretch.series_id is not null as has_limits,
        coalesce(stretch.method_code, case
            when point.method_code in ('rare', 'short') then 'none_' || point.method_code
            else 'none_at_zero'
        end) as chart_method_code,
        case
            when stretch.series_id is null or point.method_code = 'rare' then 'not_charted'
            else point.season_code
        end as adjustment_code,
        season.trend_value,
        season.seasonal_value,
        season.adjusted_value,
        stretch.baseline_start,
        {{ last_day_of('stretch.baseline_last_start', 'point.grain_code') }} as baseline_end,
        stretch.baseline_count,
        stretch.centre_line,
        case
            when point.method_code = 'rare' then stretch.lower_limit else of_period.lower_limit
        end as lower_limit,
        case
            when point.method_code = 'rare' then stretch.upper_limit else of_period.upper_limit
        end as upper_limit,
        stretch.useful_points,
        stretch.longest_run,
        stretch.run_limit,
        stretch.crossings,
        case
            when stretch.series_id is null then 'no_limits'
            when point.is_provisional then 'provisional'
            else coalesce(of_period.control_signal_code, 'none')
        end as control_signal_code
    from {{ ref('int_control_point') }} as point
    left join stretch
        on point.series_id = stretch.series_id and point.stretch_start = stretch.stretch_start
    left join of_period
        on
            point.series_id = of_period.series_id
            and point.stretch_start = of_period.stretch_start
            and point.period_start = of_period.period_start
    left join {{ ref('int_seasonal') }} as season
        on
            point.series_id = season.series_id
            and point.stretch_start = season.stretch_start
            and point.period_start = season.period_start
            and stretch.series_id is not null
)

select
    chart.series_id,
    chart.source_id,
    chart.city_id,
    chart.area_id,
    chart.area_scope,
    chart.indicator_id,
    chart.breakdown_code,
    chart.iccs_code,
    chart.counting_unit_code,
    chart.grain_code,
    chart.period_id,
    chart.period_start,
    chart.period_end,
    chart.stretch_start,
    chart.chart_method_code,
    method.text_en as method_en,
    method.text_es as method_es,
    chart.baseline_start,
    chart.baseline_end,
    chart.baseline_count,
    chart.offence_count,
    round(chart.value, 4) as value,
    chart.unit_code,
    round(chart.trend_value, 4) as trend_value,
    round(chart.seasonal_value, 4) as seasonal_value,
    round(chart.adjusted_value, 4) as adjusted_value,
    chart.adjusted_value is not null as is_seasonally_adjusted,
    chart.adjustment_code,
    adjustment.text_en as adjustment_en,
    adjustment.text_es as adjustment_es,
    round(year_before.value, 4) as year_before_value,
    chart.centre_line,
    chart.lower_limit,
    chart.upper_limit,
    chart.is_provisional,
    chart.useful_points,
    chart.longest_run,
    chart.run_limit,
    chart.crossings,
    crossing.minimum_crossings,
    chart.crossings < crossing.minimum_crossings as has_few_crossings,
    chart.control_signal_code,
    signal.text_en as control_signal_en,
    signal.text_es as control_signal_es
from chart
left join {{ ref('control_chart_texts') }} as method
    on method.text_kind_code = 'method' and chart.chart_method_code = method.text_code
left join {{ ref('control_chart_texts') }} as adjustment
    on adjustment.text_kind_code = 'adjustment' and chart.adjustment_code = adjustment.text_code
left join {{ ref('control_chart_texts') }} as signal
    on signal.text_kind_code = 'signal' and chart.control_signal_code = signal.text_code
left join {{ ref('crossing_limits') }} as crossing
    on chart.useful_points = crossing.point_count
left join {{ ref('int_control_point') }} as year_before
    on
        chart.series_id = year_before.series_id
        and chart.stretch_start = year_before.stretch_start
        and chart.period_start - interval 1 year = year_before.period_start
