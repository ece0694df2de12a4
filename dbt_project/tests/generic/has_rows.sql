{#- A table without rows proves nothing (faults.md): fails unless it has at least `minimum` rows. -#}
{% test has_rows(model, minimum=1) %}
select row_count
from (select count(*) as row_count from {{ model }}) as counted
where row_count < {{ minimum }}
{% endtest %}
