-- INV02: a certain contribution lies at the safe roll-up or above; relation none feeds no node.
select node.source_category_id, node.iccs_code
from {{ ref('int_category_node') }} as node
inner join {{ ref('crosswalk') }} as crosswalk
    on node.source_category_id = crosswalk.source_category_id
where
    node.bound_code = 'certain'
    and node.iccs_code <> 'M0405'
    and (
        crosswalk.relation_code = 'none'
        or crosswalk.safe_rollup_code is null
        or crosswalk.safe_rollup_code not like node.iccs_code || '%'
    )
