-- The last revision of a cell says what the facts say of it now; a deleted cell has no current
-- version. meta.revisions and the facts are computed apart from the same editions. A year that
-- stands for its months (sexual offences of a city) also grows by news, so it is not compared.
with sexual as (
    {{ sexual_categories() }}
),

last_revision as (
    select revision.*
    from {{ ref('revisions') }} as revision
    inner join {{ ref('dim_period') }} as period on revision.period_id = period.period_id
    left join sexual on revision.source_category_id = sexual.source_category_id
    where sexual.source_category_id is null or period.grain_code <> 'year'
    qualify row_number() over (
        partition by revision.source_category_id, revision.area_id, revision.period_id,
            revision.counting_unit_code
        order by revision.known_from_at desc
    ) = 1
),

current_fact as (
    select source_category_id, area_id, period_id, counting_unit_code, value_count
    from {{ ref('fct_offence_open') }}
    where known_to_at is null
    union all
    select
        event.source_category_id,
        city_area.area_id,
        {{ period_id(
            "'gregorian'", "'month'", "date_trunc('month', event.occurred_date)"
        ) }} as period_id,
        event.counting_unit_code,
        cast(sum(event.unit_count) as bigint) as value_count
    from {{ ref('fct_offence_event') }} as event
    inner join {{ ref('dim_area') }} as area on event.area_id = area.area_id
    inner join {{ ref('dim_area') }} as city_area
        on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
    where event.known_to_at is null and event.occurred_date is not null
    group by all
)

select last_revision.source_category_id
from last_revision
left join current_fact
    on
        last_revision.source_category_id = current_fact.source_category_id
        and last_revision.area_id = current_fact.area_id
        and last_revision.period_id = current_fact.period_id
        and last_revision.counting_unit_code = current_fact.counting_unit_code
where
    current_fact.value_count is distinct from
    case when last_revision.revision_kind_code <> 'deleted' then last_revision.value_count end
