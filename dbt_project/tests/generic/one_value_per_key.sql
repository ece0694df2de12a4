{#- Rows of one key agree on a value: what is printed twice is printed alike. -#}
{% test one_value_per_key(model, columns, value) %}
select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(distinct coalesce(cast({{ value }} as varchar), '')) > 1
{% endtest %}
