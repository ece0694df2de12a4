-- INV03: for one source, unit, area and month, the children together never exceed their parent.
-- Approximations are left out: they are not sums of the tree.
with children as (
    select
        child.source_id, child.area_id, child.period_id, child.counting_unit_code,
        offence.parent_code, sum(child.offence_count) as child_count
    from {{ ref('recorded_crime_by_city_month') }} as child
    inner join {{ ref('dim_offence') }} as offence on child.iccs_code = offence.iccs_code
    where child.node_status_code <> 'approximation'
    group by all
)

select parent.source_id, parent.area_id, parent.period_id, parent.iccs_code
from {{ ref('recorded_crime_by_city_month') }} as parent
inner join children
    on
        parent.source_id = children.source_id
        and parent.area_id = children.area_id
        and parent.period_id = children.period_id
        and parent.counting_unit_code = children.counting_unit_code
        and parent.iccs_code = children.parent_code
where
    parent.node_status_code <> 'approximation'
    and children.child_count > parent.offence_count
