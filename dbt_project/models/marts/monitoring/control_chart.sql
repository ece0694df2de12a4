-- One row is one month on the control chart of one recorded-crime series (methods 7.2): Laney's u'
-- chart of the rate, its centre and three-sigma limits frozen on the first 24 months of the stretch
-- since the last series break. A signal says "not chance variation of this process", never why.
-- Stretches of fewer than 24 months have points and no limits; so have series with fewer than 5
-- expected events a month. A provisional month cannot signal. Too few crossings of the centre line
-- are a fact of the whole stretch and stand in their own column.
with numbered as (
    select
        *,
        offence_count / exposure as rate,
        row_number() over (
            partition by source_id, area_id, iccs_code, counting_unit_code, stretch_start
            order by period_start
        ) as point_number
    from {{ ref('int_control_point') }}
),

baseline as (
    select
        source_id, area_id, iccs_code, counting_unit_code, stretch_start,
        count(*) as baseline_count,
        min(period_start) as baseline_start,
        max(period_end) as baseline_end,
        sum(offence_count) / sum(exposure) as centre,
        avg(offence_count) as mean_count
    from numbered
    where point_number <= {{ var('baseline_months') }}
    group by all
),

standardised as (
    select
        numbered.source_id, numbered.area_id, numbered.iccs_code, numbered.counting_unit_code,
        numbered.stretch_start,
        (numbered.rate - baseline.centre) / sqrt(baseline.centre / numbered.exposure) as z,
        numbered.period_start
    from numbered
    inner join baseline
        using (source_id, area_id, iccs_code, counting_unit_code, stretch_start)
    where numbered.point_number <= {{ var('baseline_months') }} and baseline.centre > 0
),

moved as (
    select
        *,
        abs(z - lag(z) over (
            partition by source_id, area_id, iccs_code, counting_unit_code, stretch_start
            order by period_start
        )) as step
    from standardised
),

spread as (
    select
        source_id, area_id, iccs_code, counting_unit_code, stretch_start,
        avg(step) / 1.128 as sigma_z
    from moved
    group by all
),

limited as (
    select
        numbered.*,
        baseline.centre,
        baseline.baseline_start,
        baseline.baseline_end,
        baseline.baseline_count >= {{ var('baseline_months') }}
        and baseline.mean_count >= 5 as has_limits,
        greatest(
            0, baseline.centre - 3 * sqrt(baseline.centre / numbered.exposure) * spread.sigma_z
        ) as lower_limit,
        baseline.centre + 3 * sqrt(baseline.centre / numbered.exposure) * spread.sigma_z
            as upper_limit,
        sign(numbered.rate - baseline.centre) as side
    from numbered
    inner join baseline
        using (source_id, area_id, iccs_code, counting_unit_code, stretch_start)
    left join spread
        using (source_id, area_id, iccs_code, counting_unit_code, stretch_start)
),

-- Runs and crossings are of the points that are not on the centre line (Anhøj).
sided as (
    select
        source_id, area_id, iccs_code, counting_unit_code, stretch_start, period_start, side,
        coalesce(side <> lag(side) over (
            partition by source_id, area_id, iccs_code, counting_unit_code, stretch_start
            order by period_start
        ), false) as is_crossing
    from limited
    where has_limits and side <> 0 and not is_provisional
),

in_runs as (
    select
        *,
        sum(cast(is_crossing as integer)) over (
            partition by source_id, area_id, iccs_code, counting_unit_code, stretch_start
            order by period_start
        ) as run_number
    from sided
),

run_length as (
    select
        source_id, area_id, iccs_code, counting_unit_code, stretch_start, run_number,
        count(*) as run_points
    from in_runs
    group by all
),

month_in_run as (
    select
        in_runs.source_id, in_runs.area_id, in_runs.iccs_code, in_runs.counting_unit_code,
        in_runs.stretch_start, in_runs.period_start, run.run_points
    from in_runs
    inner join run_length as run
        using (source_id, area_id, iccs_code, counting_unit_code, stretch_start, run_number)
),

shape as (
    select
        run.source_id, run.area_id, run.iccs_code, run.counting_unit_code, run.stretch_start,
        cast(sum(run.run_points) as integer) as useful_points,
        cast(max(run.run_points) as integer) as longest_run,
        cast(count(*) - 1 as integer) as crossings
    from run_length as run
    group by all
)

select
    limited.source_id,
    limited.city_id,
    limited.area_id,
    limited.area_scope,
    limited.iccs_code,
    limited.counting_unit_code,
    limited.period_id,
    limited.period_start,
    limited.period_end,
    limited.stretch_start,
    case when limited.has_limits then limited.baseline_start end as baseline_start,
    case when limited.has_limits then limited.baseline_end end as baseline_end,
    limited.offence_count,
    round(limited.rate, 4) as rate_per_100k,
    case when limited.has_limits then round(limited.centre, 4) end as centre_line,
    case when limited.has_limits then round(limited.lower_limit, 4) end as lower_limit,
    case when limited.has_limits then round(limited.upper_limit, 4) end as upper_limit,
    limited.is_provisional,
    shape.useful_points,
    shape.longest_run,
    cast(round(log2(shape.useful_points) + 3) as integer) as run_limit,
    shape.crossings,
    crossing.minimum_crossings,
    shape.crossings < crossing.minimum_crossings as has_few_crossings,
    case
        when not limited.has_limits then 'no_limits'
        when limited.is_provisional then 'provisional'
        when limited.rate > limited.upper_limit then 'above_limit'
        when limited.rate < limited.lower_limit then 'below_limit'
        when run.run_points > round(log2(shape.useful_points) + 3) and limited.side > 0
            then 'long_run_above'
        when run.run_points > round(log2(shape.useful_points) + 3) then 'long_run_below'
        else 'none'
    end as control_signal_code
from limited
left join month_in_run as run
    using (source_id, area_id, iccs_code, counting_unit_code, stretch_start, period_start)
left join shape
    using (source_id, area_id, iccs_code, counting_unit_code, stretch_start)
left join {{ ref('crossing_limits') }} as crossing
    on shape.useful_points = crossing.point_count
