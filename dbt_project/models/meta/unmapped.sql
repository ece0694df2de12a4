-- One row is one source label that no crosswalk row meets, or whose row leaves the means to the
-- publisher's word (`We=*`) while `weapon_labels` does not list that word: named, counted, and
-- above the contract's share the source is held (ruling 3, INV15). Empty is the good case.
with unknown as (
    select label.source_category_id
    from {{ ref('int_label') }} as label
    anti join {{ ref('int_crosswalk_match') }} as matched
        on label.source_category_id = matched.source_category_id
    union
    select label.source_category_id
    from {{ ref('int_label') }} as label
    inner join {{ ref('int_crosswalk_match') }} as matched
        on label.source_category_id = matched.source_category_id and matched.tags like '%We=*%'
    anti join {{ ref('weapon_labels') }} as weapon
        on
            label.source_id = weapon.source_id
            and {{ match_key('label.label_modality') }} = {{ match_key('weapon.label_modality') }}
    where trim(label.label_modality) <> ''
)

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
semi join unknown on label.source_category_id = unknown.source_category_id
