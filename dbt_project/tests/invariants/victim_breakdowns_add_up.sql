-- The values of one attribute add up to the victims of the node, source, area and year (INV03), and
-- the mart shows no known value that the gate of completeness withholds.
with total as (
    select distinct
        source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code, total_count,
        known_count
    from {{ ref('victims_by_city_year') }}
    where gap_reason_code is distinct from 'no_figure'
),

counted as (
    select
        source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code,
        sum(victim_count) as victim_count
    from {{ ref('int_victim_tag') }}
    group by source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code
)

select total.source_id, total.area_id, total.period_id, total.iccs_code, total.tag_code
from total
left join counted
    on
        total.source_id = counted.source_id
        and total.area_id = counted.area_id
        and total.period_id = counted.period_id
        and total.iccs_code = counted.iccs_code
        and total.counting_unit_code = counted.counting_unit_code
        and total.tag_code = counted.tag_code
where
    counted.victim_count is distinct from total.total_count
    or total.known_count > total.total_count
