-- INV09: residents divided by the weights are the residents before, within 0.5 %. What lies outside
-- the warehouse is no loss: where the share of an area in its city is known by the same basis, only
-- the residents of that share are divided.
with weights as (
    select
        bridge.from_area_id,
        from_area.area_type_code as from_type_code,
        case to_area.area_type_code when 'municipality' then 'city' else to_area.area_type_code end
            as to_type_code,
        bridge.weight_basis_code,
        bridge.weight_vintage,
        sum(bridge.overlap_weight) as weight_sum
    from {{ ref('bridge_area_overlap') }} as bridge
    inner join {{ ref('dim_area') }} as from_area on bridge.from_area_id = from_area.area_id
    inner join {{ ref('dim_area') }} as to_area on bridge.to_area_id = to_area.area_id
    group by all
),

resident as (
    select area_id, vintage, value_count
    from {{ ref('fct_population') }}
    where denominator_type_code = 'resident' and sex_code = '0' and age_band_code = '0'
),

divided as (
    select
        weights.from_type_code,
        weights.to_type_code,
        weights.weight_basis_code,
        sum(resident.value_count * coalesce(inside.weight_sum, 1.0)) as resident_before,
        sum(resident.value_count * weights.weight_sum) as resident_after
    from weights
    inner join resident
        on
            weights.from_area_id = resident.area_id
            and starts_with(resident.vintage, weights.weight_vintage)
    left join weights as inside
        on
            weights.from_area_id = inside.from_area_id
            and weights.weight_basis_code = inside.weight_basis_code
            and inside.from_type_code = 'police_precinct'
            and inside.to_type_code = 'city'
    group by all
)

select *
from divided
where abs(resident_after / resident_before - 1) > 0.005
