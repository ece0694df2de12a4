-- Sources 1.1 and ruling 8: nothing on sexual offences below year and city leaves the candidate.
select open_fact.source_category_id as key_code, open_fact.area_id, open_fact.period_id
from {{ ref('fct_offence_open') }} as open_fact
inner join {{ ref('dim_area') }} as area on open_fact.area_id = area.area_id
inner join {{ ref('int_category_node') }} as node
    on open_fact.source_category_id = node.source_category_id
where
    node.iccs_code like '03%'
    and open_fact.period_id like '%:month:%'
    and area.area_type_code not in ('state', 'province', 'country')
union all
select iccs_code as key_code, area_id, period_id
from {{ ref('recorded_crime_by_city_month') }}
where iccs_code like '03%' and area_scope = 'city' and offence_count is not null
