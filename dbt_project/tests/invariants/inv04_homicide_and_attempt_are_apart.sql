-- INV04: no category feeds both 0101 and 0102 with certainty.
select source_category_id
from {{ ref('int_category_node') }}
where bound_code in ('certain', 'approximation') and iccs_code in ('0101', '0102')
group by source_category_id
having count(distinct iccs_code) > 1
