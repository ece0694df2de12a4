-- INV14: a zero of the fact stands only where the source reports the area and period.
select fact.source_category_id, fact.area_id, fact.period_id
from {{ ref('fct_offence') }} as fact
left join {{ ref('int_category_coverage') }} as coverage
    on
        fact.source_id = coverage.source_id
        and fact.area_id = coverage.area_id
        and fact.period_id = coverage.period_id
        and coverage.areas_reporting > 0
where fact.known_to_at is null and fact.value_count = 0 and coverage.area_id is null
