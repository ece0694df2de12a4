-- INV09: residents divided by the weights are the residents before, within 0.5 %. Where small areas
-- lie between, what an area has inside those that it is divided into is known without the weight
-- under test: the residents of the small areas by their published shares in both. Each area is then
-- held to that, and what lies outside the warehouse stands on neither side. Elsewhere the areas of
-- one kind are divided whole.
with resident as (
    select area_id, vintage, value_count
    from {{ ref('fct_population') }}
    where denominator_type_code = 'resident' and sex_code = '0' and age_band_code = '0'
),

share as (
    select
        bridge.*,
        from_area.area_type_code as from_type_code,
        case to_area.area_type_code when 'municipality' then 'city' else to_area.area_type_code end
            as to_type_code,
        parent.area_type_code as parent_type_code
    from {{ ref('bridge_area_overlap') }} as bridge
    inner join {{ ref('dim_area') }} as from_area on bridge.from_area_id = from_area.area_id
    inner join {{ ref('dim_area') }} as to_area on bridge.to_area_id = to_area.area_id
    left join {{ ref('dim_area') }} as parent on to_area.parent_area_id = parent.area_id
),

weights as (
    select
        from_area_id, from_type_code, to_type_code, weight_basis_code, weight_vintage,
        sum(overlap_weight) as weight_sum
    from share
    group by all
),

-- Residents of each area in areas of another kind, and in their parents, through the small areas.
inside as (
    select
        holder.to_area_id as from_area_id,
        unnest([target.to_type_code, target.parent_type_code]) as to_type_code,
        holder.weight_vintage,
        resident.value_count * holder.overlap_weight * target.overlap_weight as resident_count
    from share as holder
    inner join share as target
        on
            holder.from_area_id = target.from_area_id
            and holder.weight_vintage = target.weight_vintage
            and holder.to_type_code <> target.to_type_code
    inner join resident
        on
            holder.from_area_id = resident.area_id
            and starts_with(resident.vintage, holder.weight_vintage)
    where holder.weight_basis_code = 'area' and target.weight_basis_code = 'area'
),

known as (
    select from_area_id, to_type_code, weight_vintage, sum(resident_count) as resident_count
    from inside
    where to_type_code is not null
    group by from_area_id, to_type_code, weight_vintage
),

divided as (
    select
        weights.from_type_code,
        weights.to_type_code,
        weights.weight_basis_code,
        case when known.from_area_id is not null then weights.from_area_id end as from_area_id,
        sum(coalesce(known.resident_count, resident.value_count)) as resident_before,
        sum(resident.value_count * weights.weight_sum) as resident_after
    from weights
    inner join resident
        on
            weights.from_area_id = resident.area_id
            and starts_with(resident.vintage, weights.weight_vintage)
    left join known
        on
            weights.from_area_id = known.from_area_id
            and weights.to_type_code = known.to_type_code
            and weights.weight_vintage = known.weight_vintage
            and weights.weight_basis_code = 'population'
    group by all
)

select *
from divided
where abs(resident_after / resident_before - 1) > 0.005
