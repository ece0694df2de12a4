-- One row is one denominator value in one vintage, for the areas of the warehouse.
with staged as (
    {{ union_domain('population') }}
)

select
    staged.area_id,
    {{ period_id("'gregorian'", "'year'", 'staged.period_start') }} as period_id,
    staged.reference_date,
    staged.denominator_type_code,
    staged.sex_code,
    staged.age_band_code,
    staged.vintage,
    staged.value_count,
    staged.method_code,
    staged.is_rate_base,
    staged.source_id,
    staged.extract_sha256
from staged
inner join {{ ref('dim_area') }} as area on staged.area_id = area.area_id
where staged.value_count is not null
