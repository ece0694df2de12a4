-- Promise 1 beyond landing: what the current editions say of the warehouse's areas is, to the unit,
-- what the current facts hold; only zeros that are silence may differ, and they are zeros.
with staged as (
    select counted.source_id, sum(counted.value_count) as units
    from {{ ref('int_offence_row') }} as counted
    inner join {{ ref('int_edition') }} as edition
        on
            counted.source_id = edition.source_id
            and counted.coverage_scope = edition.coverage_scope
            and counted.extract_sha256 = edition.extract_sha256
            and edition.is_current
    group by counted.source_id
),

held as (
    select source_id, sum(value_count) as units
    from {{ ref('fct_offence') }}
    where known_to_at is null
    group by source_id
)

select staged.source_id, staged.units, held.units as fact_units
from staged
left join held on staged.source_id = held.source_id
where staged.units is distinct from held.units
