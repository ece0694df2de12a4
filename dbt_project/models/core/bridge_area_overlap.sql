-- One row is the share of one area of the warehouse that lies in another, by one basis: `area` and
-- `population` as measured, `majority_50` the whole area where more than half of it lies (methods
-- 4.7). Each area keeps the weights of one extract: two lists are never mixed. Published shares are
-- rounded: where those out of an area exceed 1 by less than a millionth, they are scaled to 1.
with contributed as (
    {{ union_domain('area_overlaps') }}
),

placed as (
    select
        contributed.*,
        to_area.area_type_code as to_area_type_code,
        extracts.retrieved_at
    from contributed
    inner join {{ ref('dim_area') }} as from_area on contributed.from_area_id = from_area.area_id
    inner join {{ ref('dim_area') }} as to_area on contributed.to_area_id = to_area.area_id
    inner join {{ source('ledger', 'extracts') }} as extracts
        on
            contributed.source_id = extracts.source_id
            and contributed.extract_sha256 = extracts.extract_sha256
),

ranked as (
    select
        *,
        dense_rank() over (
            partition by from_area_id, to_area_type_code, weight_basis_code
            order by retrieved_at desc, source_id asc, extract_sha256 asc
        ) as choice
    from placed
),

summed as (
    select
        *,
        sum(overlap_weight) over (
            partition by from_area_id, to_area_type_code, weight_basis_code
        ) as weight_sum
    from ranked
    where choice = 1
)

select
    from_area_id,
    to_area_id,
    weight_basis_code,
    case
        when weight_sum > 1 and weight_sum < 1 + 1e-6 then overlap_weight / weight_sum
        else overlap_weight
    end as overlap_weight,
    weight_vintage,
    source_id,
    extract_sha256
from summed
