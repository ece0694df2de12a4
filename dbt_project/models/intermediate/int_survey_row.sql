-- One row is one published estimate of an area of the warehouse, as staged: every edition of it.
with staged as (
    {{ union_domain('survey_estimates') }}
)

select
    staged.*,
    area.city_id,
    area.area_type_code,
    {{ period_id('staged.calendar_code', 'staged.grain_code', 'staged.period_start') }} as period_id
from staged
inner join {{ ref('dim_area') }} as area on staged.area_id = area.area_id
where staged.indicator_id is not null
