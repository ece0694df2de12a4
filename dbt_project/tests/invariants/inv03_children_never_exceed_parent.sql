-- INV03: for one source, unit, area and year, a child never exceeds its parent, and the certain
-- count never exceeds the possible one. Approximations are left out: they are not sums of the tree.
select child.source_id, child.area_id, child.period_id, child.iccs_code
from {{ ref('recorded_crime_by_city_year') }} as child
inner join {{ ref('dim_offence') }} as offence on child.iccs_code = offence.iccs_code
inner join {{ ref('recorded_crime_by_city_year') }} as parent
    on
        child.source_id = parent.source_id
        and child.area_id = parent.area_id
        and child.period_id = parent.period_id
        and child.counting_unit_code = parent.counting_unit_code
        and offence.parent_code = parent.iccs_code
where
    child.node_status_code <> 'approximation'
    and parent.node_status_code <> 'approximation'
    and child.months_reported = parent.months_reported
    and child.offence_count > parent.offence_count
union all
select source_id, area_id, period_id, iccs_code
from {{ ref('recorded_crime_by_city_year') }}
where node_status_code <> 'approximation' and offence_count > possible_count
