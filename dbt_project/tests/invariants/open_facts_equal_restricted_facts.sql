-- The open form of the facts sums to the restricted one, source by source, for the current version.
select open_fact.source_id
from (
    select source_id, sum(value_count) as units
    from {{ ref('fct_offence_open') }}
    where known_to_at is null
    group by source_id
) as open_fact
full join (
    select source_id, sum(value_count) as units
    from {{ ref('fct_offence') }}
    where known_to_at is null
    group by source_id
) as fact on open_fact.source_id = fact.source_id
where open_fact.units is distinct from fact.units
