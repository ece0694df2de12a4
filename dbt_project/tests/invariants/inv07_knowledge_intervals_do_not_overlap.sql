-- INV07: the knowledge intervals of one key follow each other; at most one of them is open.
with ordered as (
    select
        source_category_id, area_id, period_id, counting_unit_code, victim_sex_code,
        victim_age_label, known_from_at, known_to_at,
        lead(known_from_at) over (
            partition by
                source_category_id, area_id, period_id, counting_unit_code, victim_sex_code,
                victim_age_code, victim_age_label
            order by known_from_at
        ) as next_from_at
    from {{ ref('fct_offence') }}
)

select *
from ordered
where
    known_to_at <= known_from_at
    or (next_from_at is not null and (known_to_at is null or known_to_at > next_from_at))
