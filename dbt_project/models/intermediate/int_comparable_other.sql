-- One row is one figure of a city that is no recorded-crime rate: shares of homicide victims,
-- surveys, governance, services; with what the tests of its card ask. A period stands for the
-- Gregorian one of its length in which it begins. Programmes and the quality of sources are
-- compared with nobody (the catalogue: n/a).
with figure as (
    select
        observation.*,
        period.grain_code,
        {{ period_id(
            "'gregorian'", "period.grain_code",
            "case period.grain_code
                when 'month' then date_trunc('month', observation.period_start)
                when 'quarter' then date_trunc('quarter', observation.period_start)
                else date_trunc('year', observation.period_start)
            end"
        ) }} as base_period_id,
        string_split(observation.obs_flag_codes, ';') as flag_codes
    from {{ ref('int_observation') }} as observation
    inner join {{ ref('dim_period') }} as period on observation.period_id = period.period_id
    inner join {{ ref('indicators') }} as indicator
        on observation.indicator_id = indicator.indicator_id
    where
        observation.area_scope = 'city'
        and period.grain_code in ('month', 'quarter', 'year')
        and indicator.comparability_ceiling_code in ('A', 'B', 'C', 'X')
        and observation.indicator_id not in (
            select recorded.indicator_id from {{ ref('indicator_nodes') }} as recorded
        )
        -- Of the offence itself; the same count divided by something else has the card of the rate.
        and observation.breakdown_code not like 'denominator=%'
),

breaks as (
    select
        figure.source_id,
        figure.area_id,
        figure.iccs_code,
        figure.period_id,
        case
            when count(distinct series_break.expected_direction_code) = 1
                then min(series_break.expected_direction_code)
            else 'unknown'
        end as break_direction_code
    from (
        select distinct source_id, area_id, period_id, period_start, period_end, iccs_code
        from figure
    ) as figure
    inner join {{ ref('dim_series_break') }} as series_break
        on
            figure.source_id = series_break.source_id
            and series_break.area_scope in ('*', figure.area_id)
            and series_break.break_date between figure.period_start and figure.period_end
    cross join unnest(string_split(series_break.iccs_scope, ';')) as scope (iccs_scope)
    -- A break of other offences is none of homicide.
    where trim(scope.iccs_scope) = '*' or figure.iccs_code like trim(scope.iccs_scope) || '%'
    group by figure.source_id, figure.area_id, figure.iccs_code, figure.period_id
)

select
    figure.* exclude (flag_codes),
    case
        when figure.indicator_id in ('C02', 'C03', 'C04') then 'victim_figure' else 'other'
    end as figure_kind_code,
    figure.indicator_id in ('C02', 'C03', 'C04') as is_of_an_offence,
    not list_has_any(figure.flag_codes, ['P', 'U', 'M', 'Q']) as is_complete,
    breaks.break_direction_code
from figure
left join breaks
    on
        figure.source_id = breaks.source_id
        and figure.area_id = breaks.area_id
        and figure.iccs_code is not distinct from breaks.iccs_code
        and figure.period_id = breaks.period_id
