-- INV25: an estimate for a state, the country or several municipalities never stands under the area
-- of a city, and no national one is a city's value or carries a city.
select estimate.source_id, estimate.domain_area_id as area_id, estimate.period_id
from {{ ref('fct_survey_estimate') }} as estimate
inner join {{ ref('dim_area') }} as area on estimate.domain_area_id = area.area_id
where
    (area.area_type_code = 'city' and estimate.representativity_code <> 'city')
    or (estimate.representativity_code = 'national' and estimate.city_id is not null)
union all
select figure.source_id, figure.area_id, figure.period_id
from {{ ref('observation') }} as figure
inner join {{ ref('fct_survey_estimate') }} as estimate
    on
        figure.source_id = estimate.source_id
        and figure.area_id = estimate.domain_area_id
        and figure.period_id = estimate.period_id
        and figure.indicator_id = estimate.indicator_id
        and figure.breakdown_code = estimate.breakdown_code
where estimate.representativity_code = 'national' and figure.city_id is not null
