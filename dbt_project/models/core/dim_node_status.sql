-- One row is the status of one ICCS node in one source (methods 3.2): reviewed where methods 3.3
-- says so, else computed from the relations of the categories that feed it.
with computed as (
    select
        source_id,
        iccs_code,
        bool_or(bound_code = 'certain') as has_certain,
        bool_or(bound_code = 'possible') as has_possible,
        bool_or(bound_code = 'approximation') as has_approximation,
        bool_or(bound_code = 'certain' and is_equal) as has_equal
    from {{ ref('int_category_node') }}
    group by source_id, iccs_code
)

select
    computed.source_id,
    source.methodology_version,
    computed.iccs_code,
    '{{ var("map_version") }}' as map_version,
    coalesce(
        reviewed.node_status_code,
        case
            when computed.has_approximation then 'approximation'
            when not computed.has_certain then 'unavailable'
            when computed.has_equal and not computed.has_possible then 'exact'
            when computed.has_equal then 'core'
            else 'interval'
        end
    ) as node_status_code,
    coalesce(
        reviewed.bias_direction_code,
        case when computed.has_equal and not computed.has_possible then 'none' else 'unknown' end
    ) as bias_direction_code,
    reviewed.approximation_id,
    coalesce(reviewed.basis, 'computed from the crosswalk relations (methods 3.2)') as basis
from computed
inner join {{ ref('dim_source') }} as source on computed.source_id = source.source_id
left join {{ ref('reviewed_node_status') }} as reviewed
    on
        computed.source_id = reviewed.source_id
        and computed.iccs_code = reviewed.iccs_code
