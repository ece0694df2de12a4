-- Sources 1.1 and ruling 8 (INV08): nothing on sexual offences below the year of a city or station
-- leaves the candidate: no cell by the words of the publisher, of its node or of an unmapped label,
-- no figure of a node of them, and no sum from which such a cell follows by subtraction.
{% set below = "area.area_type_code not in ('state', 'province', 'country')" %}
with words as (
    select
        category.source_category_id,
        category.source_id,
        strip_accents(lower(concat_ws(
            ' ', category.label_group, category.label_type, category.label_subtype,
            category.label_modality
        ))) as label
    from {{ ref('dim_source_category') }} as category
),

sexual as (
    select source_category_id from words
    where
        label similar to '.*(sexual|violacion|carnal|estupro|incest|pornograf|prostitu).*'
        or label similar to '(.*[^a-z])?rapes?([^a-z].*)?'
    union
    select source_category_id from {{ ref('int_category_node') }} where iccs_code like '03%'
    union
    select source_category_id from words
    where source_category_id not in (select source_category_id from {{ ref('crosswalk') }})
)

{%- for model in ['fct_offence_open', 'revisions'] %}

select cell.source_category_id as key_code, cell.area_id, cell.period_id
from {{ ref(model) }} as cell
semi join sexual on cell.source_category_id = sexual.source_category_id
inner join {{ ref('dim_area') }} as area on cell.area_id = area.area_id
where split_part(cell.period_id, ':', 2) <> 'year' and {{ below }}
union all
{%- endfor %}
{%- for model in ['recorded_crime_by_city_month', 'control_chart'] %}
select figure.iccs_code as key_code, figure.area_id, figure.period_id
from {{ ref(model) }} as figure
inner join {{ ref('dim_area') }} as area on figure.area_id = area.area_id
left join {{ ref('int_category_node') }} as node
    on
        figure.source_id = node.source_id
        and figure.iccs_code = node.iccs_code
        and node.source_category_id in (select source_category_id from sexual)
where
    {{ below }}
    and split_part(figure.period_id, ':', 2) <> 'year'
    and figure.offence_count is not null
    and (figure.iccs_code like '03%' or node.bound_code in ('certain', 'approximation'))
union all
{%- endfor %}

select figure.iccs_code as key_code, figure.area_id, figure.period_id
from {{ ref('recorded_crime_by_city_month') }} as figure
inner join {{ ref('dim_area') }} as area on figure.area_id = area.area_id
inner join {{ ref('int_category_node') }} as node
    on figure.source_id = node.source_id and figure.iccs_code = node.iccs_code
where
    {{ below }}
    and figure.possible_count is not null
    and node.source_category_id in (select source_category_id from sexual)
union all
select figure.indicator_id as key_code, figure.area_id, figure.period_id
from {{ ref('observation') }} as figure
inner join {{ ref('dim_area') }} as area on figure.area_id = area.area_id
where
    figure.indicator_id in (
        select indicator_id from {{ ref('indicator_nodes') }} where iccs_code like '03%'
    )
    and {{ below }}
    and split_part(figure.period_id, ':', 2) <> 'year'
