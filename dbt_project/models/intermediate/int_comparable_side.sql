-- One row is one city's side of a comparison: the figure of one indicator series that the card
-- uses for one base year, with everything that its tests ask. A base year is a calendar year; a
-- SAPS year stands for the calendar year in which it begins (offset three months, methods 10).
-- Where a city has several sources, the one with a figure comes first, then the more official one,
-- then the one known last. Only a city's own figure: a state is a gap of the city (INV25).
with placed as (
    select
        figure.*,
        {{ period_id("'gregorian'", "'year'", "date_trunc('year', figure.period_start)") }}
            as base_period_id,
        source.default_counting_unit_code,
        source.includes_attempts_code,
        source.date_basis_code,
        case source.trust_level_code
            when 'official_statistics' then 1
            when 'official_admin' then 2
            when 'official_republished' then 3
            else 4
        end as trust_rank
    from {{ ref('int_observation_crime') }} as figure
    inner join {{ ref('dim_source') }} as source on figure.source_id = source.source_id
    where figure.area_scope = 'city'
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
    from placed as figure
    inner join {{ ref('int_break_mark') }} as mark
        on
            figure.source_id = mark.source_id
            and figure.iccs_code = mark.iccs_code
            and figure.area_id = mark.area_id
            and mark.break_date between figure.period_start and figure.period_end
    inner join {{ ref('dim_series_break') }} as series_break
        on mark.source_id = series_break.source_id and mark.break_date = series_break.break_date
    group by figure.source_id, figure.area_id, figure.iccs_code, figure.period_id
),

ranked as (
    select
        placed.*,
        breaks.break_direction_code,
        coalesce(placed.value, placed.value_low, placed.value_high) is not null as has_figure,
        row_number() over (
            partition by
                placed.indicator_id, placed.breakdown_code, placed.city_id, placed.base_period_id
            order by
                coalesce(placed.value, placed.value_low, placed.value_high) is null asc,
                placed.trust_rank asc,
                placed.known_from_at desc nulls last,
                placed.source_id asc
        ) as choice
    from placed
    left join breaks
        on
            placed.source_id = breaks.source_id
            and placed.area_id = breaks.area_id
            and placed.iccs_code = breaks.iccs_code
            and placed.period_id = breaks.period_id
)

select * exclude (choice) from ranked
where choice = 1
