-- One row is one source label that no crosswalk row meets: named, counted, and above the contract's
-- share the source is held (ruling 3, INV15). Empty is the good case.
select
    label.source_category_id,
    label.source_id,
    label.label_group,
    label.label_type,
    label.label_subtype,
    label.label_modality,
    label.row_count,
    label.unit_count,
    label.unit_count / nullif(cast(total.unit_count as double), 0) as unit_share
from {{ ref('int_label') }} as label
inner join (
    select source_id, sum(unit_count) as unit_count
    from {{ ref('int_label') }}
    group by source_id
) as total on label.source_id = total.source_id
anti join {{ ref('int_crosswalk_match') }} as matched
    on label.source_category_id = matched.source_category_id
