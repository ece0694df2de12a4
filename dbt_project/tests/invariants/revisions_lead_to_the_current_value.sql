-- The last revision of a cell says what the open fact says of it now; a deleted cell has no current
-- version. meta.revisions and fct_offence are computed apart from the same editions.
with last_revision as (
    select *
    from {{ ref('revisions') }}
    qualify row_number() over (
        partition by source_category_id, area_id, period_id, counting_unit_code
        order by known_from_at desc
    ) = 1
)

select last_revision.source_category_id
from last_revision
left join {{ ref('fct_offence_open') }} as fact
    on
        last_revision.source_category_id = fact.source_category_id
        and last_revision.area_id = fact.area_id
        and last_revision.period_id = fact.period_id
        and last_revision.counting_unit_code = fact.counting_unit_code
        and fact.known_to_at is null
where
    fact.value_count is distinct from
    case when last_revision.revision_kind_code <> 'deleted' then last_revision.value_count end
