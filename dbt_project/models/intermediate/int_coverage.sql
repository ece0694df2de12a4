-- One row is one statement of one extract: it reports (or does not) one label type, area, period.
with staged as (
    {{ union_domain('coverage') }}
)

select
    staged.*,
    area.city_id,
    area.area_type_code,
    {{ period_id('staged.calendar_code', 'staged.grain_code', 'staged.period_start') }} as period_id
from staged
inner join {{ ref('dim_area') }} as area on staged.area_id = area.area_id
