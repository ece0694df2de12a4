-- INV18: no stretch of a control chart and no rolling window runs over a known break of its source
-- and scope, and a year that holds one carries B. Read from dim_series_break itself.
with known as (
    select
        series_break.source_id, series_break.break_date, trim(scope.iccs_scope) as iccs_scope,
        series_break.area_scope
    from {{ ref('dim_series_break') }} as series_break
    cross join unnest(string_split(series_break.iccs_scope, ';')) as scope (iccs_scope)
),

stretch as (
    select
        series_id, source_id, area_id, iccs_code, indicator_id, stretch_start,
        min(period_start) as first_start, max(period_end) as last_end,
        min(baseline_start) as baseline_start
    from {{ ref('control_chart') }}
    group by all
)

select stretch.series_id as key_code, stretch.stretch_start as first_start
from stretch
inner join known
    on
        stretch.source_id = known.source_id
        and known.area_scope in ('*', stretch.area_id)
        and (
            known.iccs_scope in ('*', stretch.indicator_id)
            or stretch.iccs_code like known.iccs_scope || '%'
            or known.iccs_scope like stretch.iccs_code || '%'
        )
        and known.break_date > stretch.first_start
        and known.break_date <= stretch.last_end
union all
select series_id as key_code, stretch_start as first_start
from stretch
where baseline_start < stretch_start
union all
select figure.indicator_id as key_code, figure.period_start as first_start
from {{ ref('observation') }} as figure
inner join {{ ref('indicator_nodes') }} as node
    on
        figure.indicator_id = node.indicator_id
        and figure.breakdown_code = node.breakdown_code
inner join known
    on
        figure.source_id = known.source_id
        and known.area_scope in ('*', figure.area_id)
        and (
            known.iccs_scope = '*'
            or node.iccs_code like known.iccs_scope || '%'
            or known.iccs_scope like node.iccs_code || '%'
        )
        and known.break_date > figure.period_start
        and known.break_date <= figure.period_end
where figure.period_id like '%:rolling_12m:%' and figure.value is not null
union all
select mart.iccs_code as key_code, mart.period_start as first_start
from {{ ref('recorded_crime_by_city_year') }} as mart
inner join known
    on
        mart.source_id = known.source_id
        and known.area_scope in ('*', mart.area_id)
        and (
            known.iccs_scope = '*'
            or mart.iccs_code like known.iccs_scope || '%'
            or known.iccs_scope like mart.iccs_code || '%'
        )
        and known.break_date between mart.period_start and mart.period_end
where
    mart.offence_count is not null
    and not list_contains(string_split(mart.obs_flag_codes, ';'), 'B')
