-- INV15: a word for the means that no list codes stands in meta.unmapped with its units (`We=*`
-- leaves the means to the publisher's word).
select label.source_category_id
from {{ ref('int_label') }} as label
inner join {{ ref('crosswalk') }} as crosswalk
    on label.source_category_id = crosswalk.source_category_id and crosswalk.tags like '%We=*%'
anti join {{ ref('weapon_labels') }} as weapon
    on
        label.source_id = weapon.source_id
        and {{ match_key('label.label_modality') }} = {{ match_key('weapon.label_modality') }}
anti join {{ ref('unmapped') }} as unmapped
    on
        label.source_category_id = unmapped.source_category_id
        and label.unit_count is not distinct from unmapped.unit_count
where trim(label.label_modality) <> ''
