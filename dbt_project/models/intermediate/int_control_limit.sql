-- One row is one charted point beside the centre and limits of its stretch, frozen on its baseline,
-- and the run that it is part of (methods 7.2). Charted is the seasonally adjusted value where the
-- stretch has one, else the value; of rare events the root of the days between two of them, with
-- centre and limits turned back into days.
-- Restricted: a point of rare events is a case.
with charted as (
    select
        point.series_id,
        point.stretch_start,
        point.method_code,
        point.period_start,
        point.point_number,
        point.baseline_points,
        coalesce(season.adjusted_value, point.value) as charted_value,
        point.exposure,
        point.unit_code,
        season.adjusted_value is not null as is_adjusted,
        point.is_provisional
    from {{ ref('int_control_point') }} as point
    left join {{ ref('int_seasonal') }} as season
        on
            point.series_id = season.series_id
            and point.stretch_start = season.stretch_start
            and point.period_start = season.period_start
    where point.method_code in ('laney_u', 'xmr')
    union all
    select
        series_id,
        stretch_start,
        'xmr_days_between' as method_code,
        period_start,
        point_number,
        baseline_points,
        gap_root as charted_value,
        null as exposure,
        'days between events' as unit_code,
        false as is_adjusted,
        is_provisional
    from {{ ref('int_event_gap') }}
),

-- Of counts the centre weighs by exposure (sum of x by sum of n); elsewhere every point weighs one.
baseline as (
    select
        series_id,
        stretch_start,
        sum(charted_value * coalesce(exposure, 1)) / sum(coalesce(exposure, 1)) as centre,
        min(period_start) as baseline_start,
        max(period_start) as baseline_last_start,
        cast(count(*) as integer) as baseline_count
    from charted
    where point_number <= baseline_points
    group by series_id, stretch_start
    having count(*) >= max(baseline_points)
),

scaled as (
    select
        charted.*,
        baseline.centre,
        baseline.baseline_start,
        baseline.baseline_last_start,
        baseline.baseline_count,
        case
            when charted.method_code = 'laney_u' then sqrt(baseline.centre / charted.exposure)
            else 1
        end as point_sigma
    from charted
    inner join baseline using (series_id, stretch_start)
    where baseline.centre > 0
),

moved as (
    select
        *,
        abs(charted_value / point_sigma - centre / point_sigma - lag(
            charted_value / point_sigma - centre / point_sigma
        ) over (partition by series_id, stretch_start order by point_number)) as step
    from scaled
),

spread as (
    select series_id, stretch_start, avg(step) as mean_step
    from moved
    where point_number <= baseline_points
    group by series_id, stretch_start
),

limited as (
    select
        moved.series_id,
        moved.stretch_start,
        moved.method_code,
        moved.unit_code,
        moved.period_start,
        moved.point_number,
        moved.charted_value,
        moved.is_provisional,
        moved.baseline_start,
        moved.baseline_last_start,
        moved.baseline_count,
        moved.centre,
        sign(moved.charted_value - moved.centre) as side,
        moved.point_sigma * spread.mean_step
        * case when moved.method_code = 'laney_u' then 3 / 1.128 else 2.66 end as half_width,
        -- What cannot be negative has no limit below 0; an adjusted value can.
        case
            when moved.is_adjusted then null
            when moved.method_code <> 'xmr' or moved.unit_code = '%' then 0
        end as lowest,
        case when moved.unit_code = '%' and not moved.is_adjusted then 100 end as highest
    from moved
    inner join spread using (series_id, stretch_start)
),

-- Runs and crossings are of the points that are not on the centre line (Anhøj).
sided as (
    select
        series_id, stretch_start, point_number, side,
        coalesce(side <> lag(side) over (
            partition by series_id, stretch_start order by point_number
        ), false) as is_crossing
    from limited
    where side <> 0 and not is_provisional
),

in_runs as (
    select
        *,
        sum(cast(is_crossing as integer)) over (
            partition by series_id, stretch_start order by point_number
        ) as run_number
    from sided
),

run_length as (
    select *, count(*) over (partition by series_id, stretch_start, run_number) as run_points
    from in_runs
),

shape as (
    select
        series_id,
        stretch_start,
        cast(count(*) as integer) as useful_points,
        cast(max(run_points) as integer) as longest_run,
        cast(round(log2(count(*)) + 3) as integer) as run_limit,
        cast(count(distinct run_number) - 1 as integer) as crossings
    from run_length
    group by series_id, stretch_start
)

select
    limited.series_id,
    limited.stretch_start,
    limited.method_code,
    limited.unit_code,
    limited.period_start,
    limited.point_number,
    limited.charted_value,
    limited.is_provisional,
    limited.baseline_start,
    limited.baseline_last_start,
    limited.baseline_count,
    {% for name, edge in [
        ('centre_line', 'limited.centre'),
        ('lower_limit', 'greatest(limited.lowest, limited.centre - limited.half_width)'),
        ('upper_limit', 'least(limited.highest, limited.centre + limited.half_width)'),
    ] %}
    round(case
        when limited.method_code = 'xmr_days_between' then pow({{ edge }}, 3.6) else {{ edge }}
    end, 4) as {{ name }},
    {% endfor %}
    shape.useful_points,
    shape.longest_run,
    shape.run_limit,
    shape.crossings,
    case
        when limited.is_provisional then 'provisional'
        when limited.charted_value > limited.centre + limited.half_width then 'above_limit'
        when limited.charted_value < limited.centre - limited.half_width then 'below_limit'
        when run_length.run_points > shape.run_limit and limited.side > 0 then 'long_run_above'
        when run_length.run_points > shape.run_limit then 'long_run_below'
        else 'none'
    end as control_signal_code
from limited
left join run_length using (series_id, stretch_start, point_number)
left join shape using (series_id, stretch_start)
