-- One row is one verbatim label tuple of one source that occurs in its extracts.
select
    label.source_category_id,
    label.source_id,
    label.methodology_version,
    label.label_group,
    label.label_type,
    label.label_subtype,
    label.label_modality,
    coalesce(matched.counting_unit_code, label.counting_unit_code) as counting_unit_code,
    coalesce(matched.row_role_code, 'leaf') as row_role_code,
    nullif(matched.total_label_type, '') as total_label_type,
    cast(nullif(cast(matched.valid_from_date as varchar), '') as date) as valid_from_date,
    cast(nullif(cast(matched.valid_to_date as varchar), '') as date) as valid_to_date
from {{ ref('int_label') }} as label
left join {{ ref('int_crosswalk_match') }} as matched
    on label.source_category_id = matched.source_category_id
