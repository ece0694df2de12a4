-- One row is one figure of recorded crime of one city and year, with what its card asks.
-- A SAPS year stands for the calendar year in which it begins (offset three months, methods 10).
-- Only a city's own figure: a state is a gap of the city (INV25).
with figure as (
    select
        *,
        {{ period_id("'gregorian'", "'year'", "date_trunc('year', period_start)") }}
            as base_period_id
    from {{ ref('int_observation_crime') }}
    where area_scope = 'city'
),

breaks as (
    select
        figure.source_id,
        figure.area_id,
        figure.iccs_code,
        figure.period_id,
        case
            when count(distinct mark.expected_direction_code) = 1
                then min(mark.expected_direction_code)
            else 'unknown'
        end as break_direction_code
    from figure
    inner join {{ ref('int_break_mark') }} as mark
        on
            figure.source_id = mark.source_id
            and figure.iccs_code = mark.iccs_code
            and figure.area_id = mark.area_id
            and mark.break_date between figure.period_start and figure.period_end
    group by figure.source_id, figure.area_id, figure.iccs_code, figure.period_id
)

select
    figure.*,
    'recorded_crime' as figure_kind_code,
    true as is_of_an_offence,
    coalesce(figure.months_reported, 0) = 12 as is_complete,
    breaks.break_direction_code
from figure
left join breaks
    on
        figure.source_id = breaks.source_id
        and figure.area_id = breaks.area_id
        and figure.iccs_code = breaks.iccs_code
        and figure.period_id = breaks.period_id
