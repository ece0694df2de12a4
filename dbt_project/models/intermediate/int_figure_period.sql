-- One row is one city and period whose residents a governance figure is divided by
-- (int_denominator). Officers on a day stand for their calendar year, spending for its fiscal year.
with wanted as (
    select area.area_id, fact.period_id
    from {{ ref('fct_governance_indicator') }} as fact
    inner join {{ ref('dim_area') }} as area
        on fact.area_id = area.area_id and area.area_type_code = 'city'
    where fact.local_indicator_code like 'officers|%'
    union
    select area.area_id, budget.period_id
    from {{ ref('fct_budget') }} as budget
    inner join {{ ref('dim_area') }} as area
        on budget.city_id = area.city_id and area.area_type_code = 'city'
)

select wanted.area_id, wanted.period_id, period.period_start, period.period_end
from wanted
inner join {{ ref('dim_period') }} as period on wanted.period_id = period.period_id
