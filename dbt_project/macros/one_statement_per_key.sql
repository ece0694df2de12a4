{#-
    Versions of one key from several coverage scopes, made to follow each other: a request whose day
    of opening was corrected stands in two months of two files. The later statement ends the earlier
    one; of two at one cut-off the later month speaks. `versioned` comes from knowledge_intervals.
-#}
{% macro one_statement_per_key(versioned, key) -%}
    select
        said.* exclude (known_to_at),
        nullif(
            least(
                coalesce(said.known_to_at, timestamp '9999-12-31'),
                coalesce(
                    lead(said.known_from_at) over (
                        partition by said.{{ key }} order by said.known_from_at
                    ),
                    timestamp '9999-12-31'
                )
            ),
            timestamp '9999-12-31'
        ) as known_to_at
    from (
        select
            *,
            row_number() over (
                partition by {{ key }}, known_from_at order by coverage_scope desc
            ) as choice
        from {{ versioned }}
    ) as said
    where said.choice = 1
{%- endmacro %}
