{#-
    A table without rows proves nothing (faults.md): fails unless it has at least `minimum` rows.
    It may be empty where none of its sources has a loaded extract: a source that never came, or is
    held, must not stop the others (promise 5). The sources of a staging model are its own; those of
    a table are the ones that provide its `domains`.
-#}
{% test has_rows(model, minimum=1, domains=none) %}
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
{%- if source_ids %}
    and exists (
        select 1 from {{ source('ledger', 'extracts') }}
        where source_id in ('{{ source_ids | join("', '") }}') and status = 'loaded'
    )
{%- endif %}
{% endtest %}
