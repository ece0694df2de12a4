-- INV15: after the match order a label meets one crosswalk row, never two.
select source_category_id
from {{ ref('int_crosswalk_match') }}
group by source_category_id
having count(*) > 1
