-- INV25: a state, province or country figure never carries the city's own area, and no city figure
-- comes from a source that only reports such areas; whose figure a row is, is the type of its area.
select city.source_id, city.area_id, city.period_id, city.iccs_code
from {{ ref('recorded_crime_by_city_year') }} as city
where
    city.offence_count is not null
    and city.area_scope not in ('state', 'province', 'country')
    and city.source_id not in (
        select distinct fact.source_id
        from {{ ref('fct_offence') }} as fact
        inner join {{ ref('dim_area') }} as area on fact.area_id = area.area_id
        where area.area_type_code not in ('state', 'province', 'country')
        union
        select distinct source_id from {{ ref('fct_offence_event') }}
    )
union all
select source_id, area_id, period_id, iccs_code
from {{ ref('recorded_crime_by_city_year') }}
where area_scope in ('state', 'province', 'country') and area_id like '%:city:%'
{%- for model in [
    'observation', 'homicide_deaths_by_area_year', 'homicide_registration_triangle',
    'control_chart', 'revision_log', 'source_coverage', 'recorded_crime_by_city_month',
    'recorded_crime_by_city_year', 'offence_rate_by_city_year', 'victims_by_city_year',
] %}
union all
select
    cast(null as varchar) as source_id, figure.area_id, cast(null as varchar) as period_id,
    '{{ model }}' as iccs_code
from {{ ref(model) }} as figure
left join {{ ref('dim_area') }} as area on figure.area_id = area.area_id
where area.area_type_code is distinct from figure.area_scope
{%- endfor %}
