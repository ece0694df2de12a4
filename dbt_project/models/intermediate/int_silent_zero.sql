-- One row is one category, area and period whose zeros are silence, not counts (methods 4.3): 0 (or
-- below) in every area of the city, while the median of the three nearest reported years is at
-- least 10. Only for sources whose contract says that a 0 may be silence. Two kinds: years by areas
-- below the city (a category is judged over all areas together), and months of one area (twelve
-- reported zeros of a whole label type: cases that move between its subtypes are no silence). A
-- single zero month, or a zero of one station, is a count.
with stated as (
    select
        counted.source_category_id,
        counted.city_id,
        counted.area_id,
        counted.grain_code,
        counted.period_start,
        counted.value_count,
        case
            when counted.grain_code = 'year'
                then counted.source_category_id || '|' || counted.city_id
            else
                concat_ws(
                    '|', counted.source_id, counted.area_id, counted.label_group, counted.label_type
                )
        end as judged_with,
        case
            when counted.grain_code = 'year' then counted.period_start
            else cast(date_trunc('year', counted.period_start) as date)
        end as year_start
    from {{ ref('int_offence_row') }} as counted
    inner join {{ ref('int_edition') }} as edition
        on
            counted.source_id = edition.source_id
            and counted.coverage_scope = edition.coverage_scope
            and counted.extract_sha256 = edition.extract_sha256
            and edition.is_current
    inner join {{ source('ledger', 'sources') }} as source
        on counted.source_id = source.source_id and source.zero_means = 'may_be_silence'
    where
        counted.grain_code = 'month'
        or counted.area_type_code not in ('city', 'state', 'province', 'country')
),

cell as (
    select
        judged_with,
        year_start,
        sum(value_count) as year_count,
        case
            when min(grain_code) = 'year' then count(distinct area_id) > 1
            else count(distinct period_start) filter (where value_count is not null) = 12
        end as is_judged
    from stated
    group by all
),

silent as (
    select * from cell where year_count = 0 and is_judged
),

reported as (
    select * from cell where year_count > 0
),

nearest as (
    select
        silent.judged_with,
        silent.year_start,
        reported.year_count,
        row_number() over (
            partition by silent.judged_with, silent.year_start
            order by
                abs(date_diff('day', silent.year_start, reported.year_start)),
                reported.year_start
        ) as distance_rank
    from silent
    inner join reported
        on silent.judged_with = reported.judged_with
),

suspicious as (
    select judged_with, year_start
    from nearest
    where distance_rank <= 3
    group by all
    having median(year_count) >= 10
)

select distinct
    stated.source_category_id,
    stated.area_id,
    stated.period_start
from suspicious
inner join stated
    on
        suspicious.judged_with = stated.judged_with
        and suspicious.year_start = stated.year_start
