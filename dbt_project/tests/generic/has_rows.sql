{#-
    A table without rows proves nothing (faults.md): fails unless it has at least `minimum` rows.

    It may be empty, in a home that lacks what it is made of (promise 5):
    - where none of its sources has a loaded extract: a source that never came, or is held, must not
      stop the others. The sources of a staging model are its own; those of a table are the ones
      that provide its `domains`;
    - where `when` does not hold: a condition over models that it is made of, which says when there
      is something to make a row of. `otherwise` says in words why there are none then.
    The gate reads the same rule from here: a table that is rightly empty needs no second list.
-#}
{% test has_rows(model, minimum=1, domains=none, when=none, otherwise=none) %}
{%- set source_ids = [] -%}
{%- if model.identifier.startswith('stg_') -%}
    {%- do source_ids.append(model.identifier[4:].split('__')[0]) -%}
{%- endif -%}
{%- for domain in domains or [] -%}
    {%- do source_ids.extend(var('sources_by_domain')[domain]) -%}
{%- endfor -%}
select row_count
from (select count(*) as row_count from {{ model }}) as counted
where row_count < {{ minimum }}
{%- if source_ids or domains %}
    and exists (
        select 1 from {{ source('ledger', 'extracts') }}
        where source_id in ('{{ source_ids | join("', '") }}') and status = 'loaded'
    )
{%- endif %}
{%- if when %}
    and ({{ when }})
{%- endif %}
{% endtest %}
