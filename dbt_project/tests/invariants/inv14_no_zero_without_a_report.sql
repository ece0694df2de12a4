-- INV14: a zero stands only where a source reports the area and period. First the facts, then the
-- monthly mart: each label type that feeds the node with certainty must be reported that month.
select fact.source_category_id as key_code, fact.area_id, fact.period_id
from {{ ref('fct_offence') }} as fact
left join {{ ref('int_category_coverage') }} as coverage
    on
        fact.source_id = coverage.source_id
        and fact.area_id = coverage.area_id
        and fact.period_id = coverage.period_id
        and coverage.areas_reporting > 0
where fact.known_to_at is null and fact.value_count = 0 and coverage.area_id is null
union all
select mart.iccs_code as key_code, mart.area_id, mart.period_id
from {{ ref('recorded_crime_by_city_month') }} as mart
inner join {{ ref('int_category_node') }} as node
    on
        mart.source_id = node.source_id
        and mart.iccs_code = node.iccs_code
        and mart.counting_unit_code = node.counting_unit_code
        and node.bound_code <> 'possible'
left join {{ ref('int_category_coverage') }} as coverage
    on
        mart.source_id = coverage.source_id
        and mart.area_id = coverage.area_id
        and mart.period_id = coverage.period_id
        and coverage.areas_reporting > 0
        and coverage.label_key in ('*', {{ match_key('node.label_type') }})
where mart.offence_count = 0 and coverage.area_id is null
