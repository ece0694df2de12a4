-- INV15: a label that no crosswalk row meets stands in meta.unmapped with its units; every other
-- one of the facts has its row.
select label.source_category_id
from {{ ref('int_label') }} as label
anti join {{ ref('crosswalk') }} as crosswalk
    on label.source_category_id = crosswalk.source_category_id
anti join {{ ref('unmapped') }} as unmapped
    on
        label.source_category_id = unmapped.source_category_id
        and label.unit_count is not distinct from unmapped.unit_count
