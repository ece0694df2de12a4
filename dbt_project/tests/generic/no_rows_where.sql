{#- No row meets the condition, which names a state that must not occur. -#}
{% test no_rows_where(model, condition) %}
select 1 as failing_row
from {{ model }}
where {{ condition }}
{% endtest %}
