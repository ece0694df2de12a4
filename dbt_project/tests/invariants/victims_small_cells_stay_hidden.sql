-- Sources 2.3, methods 9: of a victim attribute no cell of one to four victims is shown, and what
-- is hidden of an attribute could be any number from one to four: at least two cells, and four
-- victims or all that are known.
with cell as (
    select
        mart.*,
        counted.victim_count as true_count
    from {{ ref('victims_by_city_year') }} as mart
    inner join {{ ref('int_victim_tag') }} as counted
        on
            mart.source_id = counted.source_id
            and mart.area_id = counted.area_id
            and mart.period_id = counted.period_id
            and mart.iccs_code = counted.iccs_code
            and mart.counting_unit_code = counted.counting_unit_code
            and mart.tag_code = counted.tag_code
            and mart.value_code = counted.value_code
    inner join {{ ref('victim_tags') }} as tag on mart.tag_code = tag.tag_code
    left join {{ ref('victim_tag_values') }} as listed
        on mart.tag_code = listed.tag_code and mart.value_code = listed.value_code
    where tag.is_victim_attribute and coalesce(listed.is_known, true)
)

select source_id, area_id, period_id, iccs_code, tag_code
from cell
where victim_count between 1 and 4
union all
select source_id, area_id, period_id, iccs_code, tag_code
from cell
group by source_id, area_id, period_id, iccs_code, tag_code, counting_unit_code
having
    count(*) filter (where gap_reason_code = 'small_cells') > 0
    and (
        count(*) filter (where gap_reason_code = 'small_cells') < least(2, count(*))
        or (
            sum(true_count) filter (where gap_reason_code = 'small_cells')
            - count(*) filter (where gap_reason_code = 'small_cells') < 3
            and bool_or(is_shown)
        )
    )
