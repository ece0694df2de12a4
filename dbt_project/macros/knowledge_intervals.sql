{#-
    Knowledge intervals of a versioned relation (methods 4.5).

    `relation` has one row per key and kept edition, with `source_id`, `coverage_scope`,
    `extract_sha256`, the key columns and the value columns. Every key is spread over all kept
    editions of its scope; a version begins where presence or a value changes, and ends where the
    next one begins. A key absent from a later edition of its scope is closed, not zeroed.
    Intervals are computed from all editions at once, so the order of loading cannot matter (INV24).
-#}
{% macro knowledge_intervals(relation, key_columns, value_columns) -%}
{%- set keys = key_columns | join(', ') -%}
with keys as (
    select distinct source_id, coverage_scope, {{ keys }}
    from {{ relation }}
),

spine as (
    select
        keys.*,
        edition.extract_sha256,
        edition.edition_number,
        edition.known_from_at
    from keys
    inner join {{ ref('int_edition') }} as edition
        on
            keys.source_id = edition.source_id
            and keys.coverage_scope = edition.coverage_scope
            and edition.is_kept
),

states as (
    select
        spine.*,
        stated.extract_sha256 is not null as is_present
        {%- for column in value_columns %},
        stated.{{ column }}
        {%- endfor %}
    from spine
    left join {{ relation }} as stated
        on
            spine.source_id = stated.source_id
            and spine.coverage_scope = stated.coverage_scope
            and spine.extract_sha256 = stated.extract_sha256
            {%- for column in key_columns %}
            and spine.{{ column }} is not distinct from stated.{{ column }}
            {%- endfor %}
),

marked as (
    select
        *,
        edition_number = 1
        or is_present is distinct from lag(is_present) over edition_order
        {%- for column in value_columns %}
        or {{ column }} is distinct from lag({{ column }}) over edition_order
        {%- endfor %} as is_new_version
    from states
    window edition_order as (
        partition by source_id, coverage_scope, {{ keys }} order by edition_number
    )
),

versions as (
    select
        *,
        lead(known_from_at) over (
            partition by source_id, coverage_scope, {{ keys }} order by edition_number
        ) as known_to_at
    from marked
    where is_new_version
)

select * from versions where is_present
{%- endmacro %}
