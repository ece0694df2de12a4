{#-
    A table without rows proves nothing (faults.md): fails unless it has at least `minimum` rows.
    The staging of a source without any loaded extract may be empty: a source that never came, or
    is held, must not stop the others (promise 5).
-#}
{% test has_rows(model, minimum=1) %}
select row_count
from (select count(*) as row_count from {{ model }}) as counted
where row_count < {{ minimum }}
{%- if model.identifier.startswith('stg_') %}
    and exists (
        select 1 from {{ source('ledger', 'extracts') }}
        where source_id = '{{ model.identifier[4:].split('__')[0] }}' and status = 'loaded'
    )
{%- endif %}
{% endtest %}
