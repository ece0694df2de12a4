-- One row is one category, city and period whose zeros are silence, not counts (methods 4.3): the
-- category is 0 (or below) in every area of the city, while the median of the three nearest
-- reported periods is at least 10. Only for sources that report by areas below the city; a single
-- monthly zero of one area is a count.
with cell as (
    select
        counted.source_category_id,
        counted.city_id,
        counted.period_start,
        sum(counted.value_count) as city_count,
        count(distinct counted.area_id) as area_count
    from {{ ref('int_offence_row') }} as counted
    inner join {{ ref('int_edition') }} as edition
        on
            counted.source_id = edition.source_id
            and counted.coverage_scope = edition.coverage_scope
            and counted.extract_sha256 = edition.extract_sha256
            and edition.is_current
    where
        counted.grain_code = 'year'
        and counted.area_type_code not in ('city', 'state', 'province', 'country')
    group by all
),

silent as (
    select * from cell where city_count = 0 and area_count > 1
),

reported as (
    select * from cell where city_count > 0
),

nearest as (
    select
        silent.source_category_id,
        silent.city_id,
        silent.period_start,
        reported.city_count,
        row_number() over (
            partition by silent.source_category_id, silent.city_id, silent.period_start
            order by
                abs(date_diff('day', silent.period_start, reported.period_start)),
                reported.period_start
        ) as distance_rank
    from silent
    inner join reported
        on
            silent.source_category_id = reported.source_category_id
            and silent.city_id = reported.city_id
)

select
    source_category_id,
    city_id,
    period_start
from nearest
where distance_rank <= 3
group by all
having median(city_count) >= 10
