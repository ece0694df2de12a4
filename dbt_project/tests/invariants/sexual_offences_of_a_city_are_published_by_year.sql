-- Sources 1.1 and ruling 8: nothing on sexual offences below year and city leaves the candidate.
{% for model in ['fct_offence_open', 'revisions'] %}
select cell.source_category_id as key_code, cell.area_id, cell.period_id
from {{ ref(model) }} as cell
inner join {{ ref('dim_area') }} as area on cell.area_id = area.area_id
inner join {{ ref('dim_source_category') }} as category
    on cell.source_category_id = category.source_category_id
where
    -- By the words of the publisher, apart from the crosswalk: an unmapped article counts too.
    (
        lower(category.label_type) like '%sexual%'
        or exists (
            select 1 from {{ ref('int_category_node') }} as node
            where
                node.source_category_id = cell.source_category_id and node.iccs_code like '03%'
        )
    )
    and cell.period_id like '%:month:%'
    and area.area_type_code not in ('state', 'province', 'country')
union all
{% endfor %}
select iccs_code as key_code, area_id, period_id
from {{ ref('recorded_crime_by_city_month') }}
where iccs_code like '03%' and area_scope = 'city' and offence_count is not null
