-- One row is one staged count of one landed row, for the areas that core keeps.
-- Rows of other areas stay in landing and staging; meta.extracts counts every one of them.
with staged as (
    {{ union_domain('offences') }}
)

select
    staged.*,
    area.city_id,
    area.area_type_code,
    {{ source_category_id(
        'staged.source_id', 'staged.label_group', 'staged.label_type', 'staged.label_subtype',
        'staged.label_modality'
    ) }} as source_category_id
from staged
inner join {{ ref('dim_area') }} as area on staged.area_id = area.area_id
