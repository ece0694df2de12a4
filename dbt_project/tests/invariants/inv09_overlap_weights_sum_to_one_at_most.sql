-- INV09: the weights out of an area by one basis sum to 1 at most, for each kind of area that they
-- divide it into (a municipality and a city are one kind).
select from_area_id, weight_basis_code, sum(overlap_weight) as weight_sum
from {{ ref('bridge_area_overlap') }} as bridge
inner join {{ ref('dim_area') }} as area on bridge.to_area_id = area.area_id
group by
    from_area_id, weight_basis_code,
    case area.area_type_code when 'municipality' then 'city' else area.area_type_code end
having sum(overlap_weight) > 1 + 1e-9
