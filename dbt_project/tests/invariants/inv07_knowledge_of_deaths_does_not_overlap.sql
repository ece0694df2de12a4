-- INV07: the knowledge intervals of one cell of the health series follow each other.
with ordered as (
    select
        source_id, area_id, manner_code, victim_sex_code, occurrence_year, registered_period_id,
        known_from_at, known_to_at,
        lead(known_from_at) over (
            partition by
                source_id, area_id, manner_code, victim_sex_code, occurrence_year,
                registered_period_id
            order by known_from_at
        ) as next_from_at
    from {{ ref('fct_death') }}
)

select *
from ordered
where
    known_to_at <= known_from_at
    or (next_from_at is not null and (known_to_at is null or known_to_at > next_from_at))
